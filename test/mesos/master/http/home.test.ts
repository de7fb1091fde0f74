import { expect, it } from 'vitest';
import { MasterFixture } from '../master-fixture.js';

it('the page at / leads to what a master shows', async () => {
  const fixture = await MasterFixture.start();
  const page = await fixture.get('/');
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html' } });
  const links = Array.from(page.body.matchAll(/<a href="([^"]+)">/g), ([, link = '']) => link);
  expect(links).toContain('state');
  for (const link of links) expect((await fixture.get(`/${link}`)).status, link).toBe(200);
  expect((await fixture.get('/nothing')).status).toBe(404);
});
