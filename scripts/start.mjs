#!/usr/bin/env node
// `npm start`: a first look at what the project does. `node scripts/start.mjs --json` is the same for programs.
import { prepare } from './prepare.mjs';

await prepare();
await import('../examples/search-framework/tour.mjs');
