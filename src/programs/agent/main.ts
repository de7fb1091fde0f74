#!/usr/bin/env node
import { run } from '../program.js';
import { agentProgram } from './agent-program.js';

await run(agentProgram);
