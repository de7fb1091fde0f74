#!/usr/bin/env node
// `npm start`: a first look at what the project does.
import { prepare } from './prepare.mjs';

await prepare();
await import('../examples/first-cluster.mjs');
