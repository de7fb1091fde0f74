#!/usr/bin/env node
import { run } from '../program.js';
import { masterProgram } from './master-program.js';

await run(masterProgram);
