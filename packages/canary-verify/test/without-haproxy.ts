/** The output of `inspect` as on a machine without HAProxy. The tests also run where it is installed. */
export function asWithoutHaproxy(text: string): string {
  return text
    .replace(/^! refused by the HAProxy of this machine(?:.*\n)+?\n/, '')
    .replace(
      /^HAProxy version.*$/m,
      'No HAProxy is installed here, so it is not known whether the files are valid.',
    );
}
