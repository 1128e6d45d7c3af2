#!/usr/bin/env node
import { main } from '../dist/build-info/cli.js';

process.exitCode = main(process.argv.slice(2));
