// Of these versions only the programs are here; their types are those of the current ones, as far as tests use them.
declare module 'express4' {
  import express from 'express';
  export default express;
}
declare module 'koa2' {
  import Koa from 'koa';
  export default Koa;
}
