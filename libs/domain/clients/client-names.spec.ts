import { nameWords, soundsOf } from './client-names.js';
import { contactProblem, plainContact, type ContactKind } from './contact-value.js';

describe('words of a name', () => {
  it.each([
    ['Alicia  Marie TORRES', ['alicia', 'marie', 'torres']],
    ["O'Brien", ['obrien']],
    ['O’Brien', ['obrien']],
    ['Smith-Jones', ['smith', 'jones']],
    ['Núñez, José (Pepe)', ['nunez', 'jose', 'pepe']],
    ['Đặng Thị Hà', ['dang', 'thi', 'ha']],
    ['Søren Łukasz Weiß', ['soren', 'lukasz', 'weiss']],
    ['ＦＵＬＬ width', ['full', 'width']],
    ['Мария Ёлкина', ['мария', 'елкина']],
    ['สมหญิง ใจดี', ['สมหญิง', 'ใจดี']],
    ['李 小龍', ['李', '小龍']],
    ['Jane Jane', ['jane']],
    ['--- !', []],
  ])('of %s', (name, words) => {
    expect(nameWords(name)).toEqual(words);
  });

  it('are at most twenty', () => {
    expect(nameWords(Array.from({ length: 50 }, (_, i) => `word${i}`).join(' '))).toHaveLength(20);
  });

  it.each([
    ['catherine', 'kathryn'],
    ['smith', 'smyth'],
    ['stephen', 'stefan'],
    ['philips', 'fillips'],
    ['nguyen', 'nguyen'],
  ])('%s sounds like %s', (a, b) => {
    expect(soundsOf(a).some((code) => soundsOf(b).includes(code))).toBe(true);
  });

  it('in a script without codes sound like themselves', () => {
    expect(soundsOf('мария')).toEqual(['мария']);
    expect(soundsOf('hh')).toEqual(['hh']);
  });
});

describe('a contact point’s value', () => {
  it.each<[ContactKind, string, string | null]>([
    ['phone', '+1 (212) 555-0134', 'phone:2125550134'],
    ['phone', '212.555.0134 ext. 12', 'phone:2125550134'],
    ['phone', '(212)555-0134x12', 'phone:2125550134'],
    ['phone', '+44 20 7946 0958', 'phone:442079460958'],
    ['phone', '5550134', 'phone:5550134'],
    ['phone', '555013', null],
    ['phone', '1234567890123456', null],
    ['phone', 'call 5550134', null],
    ['email', ' A.B@Mail.Test ', 'email:a.b@mail.test'],
    ['email', 'a@b', null],
    ['email', 'a@mail.test\nBcc: x@mail.test', null],
    ['email', '"a b"@mail.test', null],
    ['address', '12 Elm St., Apt. 3', 'address:12 elm st apt 3'],
    ['address', '---', null],
  ])('as %s: %j', (kind, value, plain) => {
    expect(plainContact(kind, value)).toBe(plain);
    expect(contactProblem(kind, value) === null).toBe(plain !== null);
  });
});
