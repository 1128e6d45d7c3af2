import 'reflect-metadata';
import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { Controller, Get, Module, Post, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Request } from 'express';
import { fromNest } from '../../src/adapters/nest.js';

/** The same application as those of the other frameworks, with shutdown hooks as its owner would have set them up. */
export async function nestApplication(slow: () => Promise<void>, closed: string[]): Promise<RequestListener> {
  class Application {
    hello() {
      return 'hello';
    }
    async slow() {
      await slow();
      return 'done';
    }
    async echo(request: Request) {
      return await text(request);
    }
    onModuleDestroy() {
      closed.push('Nest module');
    }
  }
  // Decorators called as functions: tests are compiled without them.
  decorate(Application, 'hello', Get('hello'));
  decorate(Application, 'slow', Get('slow'));
  decorate(Application, 'echo', Post('echo'));
  Req()(Application.prototype, 'echo', 0);
  Controller()(Application);
  class Root {}
  Module({ controllers: [Application] })(Root);
  const app = await NestFactory.create(Root, { logger: false, bodyParser: false });
  app.enableShutdownHooks();
  return await fromNest(app);
}

function decorate(target: { prototype: object }, name: string, decorator: MethodDecorator): void {
  const descriptor = Object.getOwnPropertyDescriptor(target.prototype, name);
  if (descriptor === undefined) throw new Error(name);
  decorator(target.prototype, name, descriptor);
}
