import { expect, test } from 'vitest';
import { withoutCredentials, withoutUser } from '../../src/seen/credentials.js';

test.each([
  ['cannot reach redis://:pa/ss@host:6379', 'cannot reach redis://***@host:6379'],
  ['redis://user:p@ss@host', 'redis://***@host'],
  ['amqp://user:a b c@host refused', 'amqp://user:***@host refused'],
  ['postgres://app:secret@db:5432/shop?sslmode=off', 'postgres://***@db:5432/shop?sslmode=off'],
  ['GET https://api/x?access_token=abc123&page=2', 'GET https://api/x?access_token=***&page=2'],
  ['password=hunter2, user=app', 'password=***, user=app'],
  ['{"password": "hunter2"}', '{"password": "***"}'],
  ['DB_PASSWORD="hun ter2" refused', 'DB_PASSWORD="***" refused'],
  ["{'password': 'hun\"ter2'}", "{'password': '***'}"],
  ['pass=hunter2 pw=hunter2', 'pass=*** pw=***'],
  ['{"secretKey":"abc","user":"app"}', '{"secretKey":"***","user":"app"}'],
  ['https://blob/x?sig=abc%3D&se=2026', 'https://blob/x?sig=***&se=2026'],
  ['GET /x?X-Amz-Signature=abcdef&page=2', 'GET /x?X-Amz-Signature=***&page=2'],
  ['Set-Cookie: sid=abc; Path=/', 'Set-Cookie: sid=***; Path=/'],
  ['cannot reach //app:hunter2@host/path', 'cannot reach //app:***@host/path'],
  ['token 6e0f8a0c-1c1c-4b6e-9a54-9a5b0f3a1c22 not found', 'token *** not found'],
  ['key sk-proj-abcdefghijklmnopqrstuvwxyz', 'key ***'],
  ['password authentication failed for user "app"', 'password authentication failed for user "app"'],
  ['the check passed: 3 of 3', 'the check passed: 3 of 3'],
  ['Authorization: Bearer abc.def.ghi123', 'Authorization: Bearer ***'],
  ['bad token ghp_0123456789abcdefABCDEF', 'bad token ***'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig refused', '*** refused'],
  ['http://host:8500 is not there', 'http://host:8500 is not there'],
  ['connect ECONNREFUSED 127.0.0.1:6379', 'connect ECONNREFUSED 127.0.0.1:6379'],
])('%s', (text, safe) => expect(withoutCredentials(text)).toBe(safe));

test.each([
  ['https://oauth2:token@git.example/shop.git', 'https://git.example/shop.git'],
  ['https://token@git.example/shop.git', 'https://git.example/shop.git'],
  ['git@git.example:shop.git', 'git@git.example:shop.git'],
  ['https://git.example/shop.git', 'https://git.example/shop.git'],
])('the source %s', (source, safe) => expect(withoutUser(source)).toBe(safe));
