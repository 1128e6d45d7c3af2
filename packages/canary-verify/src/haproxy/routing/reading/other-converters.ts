/** Names of converters that are not understood here, as far as patterns may be mistaken for them (manual, section 7.3.1). */
const NAMES =
  /^(51d|add_item|aes_\w+|b64dec|base2|base64|be2dec|be2hex|bytes|capture-re[qs]|crc32c?|cut_crlf|da-csv-conv|date|debug|digest|djb2|fix_\w+|fs\.\w+|hex|hex2i|hmac|host_only|htonl|http_date|in_table|ipmask|json|json_query|jwt_\w+|language|le2dec|lua\..*|ltime|map_\w+|mqtt_\w+|m[su]_[lu]time|ms_[lu]time|us_[lu]time|param|port_only|protobuf|reverse|reverse_dom|rfc7239_\w+|sdbm|secure_memcmp|set-var|sha1|sha2|srv_queue|table_\w+|ub64dec|ub64enc|ungrpc|unset-var|url_enc|utime|when|wt6|x509_v_err_str|xxh\w+)$/;

export function isOtherConverter(name: string): boolean {
  return NAMES.test(name);
}
