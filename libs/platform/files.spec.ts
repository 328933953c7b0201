import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileAbsent, FileStore } from './files.js';

let varDir: string;
let files: FileStore;

beforeEach(async () => {
  varDir = await mkdtemp(join(tmpdir(), 'vacatur-files-'));
  files = new FileStore(varDir);
});
afterEach(() => rm(varDir, { recursive: true, force: true }));

describe('FileStore', () => {
  it('gives back what was put, and the newest of two', async () => {
    await files.put('office/paper.pdf', Buffer.from([0, 255, 1]));
    expect((await files.get('office/paper.pdf')).equals(Buffer.from([0, 255, 1]))).toBe(true);
    await files.put('office/paper.pdf', Buffer.from('second'));
    expect((await files.get('office/paper.pdf')).toString()).toBe('second');
    expect(await readdir(join(varDir, 'files', 'office'))).toEqual(['paper.pdf']);
  });

  it('keeps files and folders from other users of the machine', async () => {
    await files.put('office/paper.pdf', Buffer.from('x'));
    expect((await stat(join(varDir, 'files', 'office', 'paper.pdf'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(varDir, 'files', 'office'))).mode & 0o077).toBe(0);
  });

  it('lets the last of many writers at once win whole', async () => {
    const contents = Array.from({ length: 20 }, (_, i) => Buffer.alloc(50_000, i));
    await Promise.all(contents.map((content) => files.put('office/paper.pdf', content)));
    const content = await files.get('office/paper.pdf');
    expect(contents.some((one) => one.equals(content))).toBe(true);
    expect(await files.list('office')).toEqual(['office/paper.pdf']);
  });

  it('lists in order, leaves out drafts, and knows nothing of a folder that is not there', async () => {
    await files.put('office/b.pdf', Buffer.from('b'));
    await files.put('office/a.pdf', Buffer.from('a'));
    await writeFile(join(varDir, 'files', 'office', 'c.pdf.0011.tmp'), 'half');
    expect(await files.list('office')).toEqual(['office/a.pdf', 'office/b.pdf']);
    expect(await files.list('elsewhere')).toEqual([]);
  });

  it('deletes, also twice, and then has nothing', async () => {
    await files.put('a', Buffer.from('a'));
    await files.delete('a');
    await files.delete('a');
    await expect(files.get('a')).rejects.toThrow(FileAbsent);
  });

  it.each(['', '.', '..', '../secrets.json', '/etc/passwd', 'a/../b', 'a//b', 'a\\b', 'A.pdf', 'a\0b', 'maria lopez.pdf', 'a.tmp', '.hidden', 'a/b/c/d/e', 'a'.repeat(201)])(
    'refuses the name %j',
    async (name) => {
      await expect(files.put(name, Buffer.from('x'))).rejects.toThrow(RangeError);
      await expect(files.get(name)).rejects.toThrow(RangeError);
      await expect(files.delete(name)).rejects.toThrow(RangeError);
    },
  );
});
