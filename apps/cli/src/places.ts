import { resolve } from 'node:path';
import { processEnvironment } from '#platform/config.js';

export const LAW_DIR = resolve('law');
export const MIGRATIONS_DIR = resolve('migrations');

/** A path as the person typed it: npm moves to the project's folder before it runs us, and says where they were. */
export function userPath(path: string): string {
  return resolve(processEnvironment()['INIT_CWD'] ?? '.', path);
}
