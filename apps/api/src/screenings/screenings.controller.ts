import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Problem } from '#domain/access/errors.js';
import { LawBook } from '#domain/convictions/law-book.js';
import { checkPerson, InvalidPerson } from '#law/person-check.js';
import { plainAnswer, type PlainAnswer } from '#law/plain-answer.js';
import { Clock, dateIn } from '#platform/clock.js';
import { placeText } from '#law/schema.js';
import { Public } from '../http/auth.guard.js';
import { MOST_CHARGES, SCREENING_EXAMPLE, ScreeningQuery, ScreeningView } from './screenings.dto.js';

/** For anybody: nothing is stored, and nothing is logged but that a request was answered. */
@ApiTags('screening')
@Controller('screenings')
export class ScreeningsController {
  constructor(
    private readonly book: LawBook,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Public()
  @RouteConfig({ rateLimit: { timeWindow: 60_000, max: 30 } })
  @ApiOperation({
    summary: 'Can these charges be cleared? Short answers in plain words, then the few questions that would change them',
    description:
      'No sign-in. Nothing is stored. Send what is known, and send it again with the answers to `questions` filled in, until none is left. ' +
      'A fact that is absent or null is not known, never "no"; unknown facts never make a yes. The shape of the body is law/schema/person.json; ' +
      `ids may be left out. At most ${MOST_CHARGES} charges, and 30 requests a minute from one address.`,
  })
  @ApiBody({ schema: { type: 'object', additionalProperties: true, required: ['charges'], example: SCREENING_EXAMPLE } })
  @ApiOkResponse({ type: ScreeningView })
  screen(@Body() body: Record<string, unknown>, @Query() { on }: ScreeningQuery): PlainAnswer {
    const { law } = this.book;
    try {
      const person = checkPerson(named(body), law);
      if (person.charges.length > MOST_CHARGES) throw tooMany(person.charges.length);
      return plainAnswer(person, on ?? dateIn('UTC', this.clock.now()), law);
    } catch (error) {
      if (!(error instanceof InvalidPerson)) throw error;
      const fields = error.faults.slice(0, 20).map(({ place, reason }) => ({ field: placeText(place), problem: reason }));
      throw new Problem('invalid', undefined, fields);
    }
  }
}

function tooMany(count: number): Problem {
  return new Problem('invalid', undefined, [{ field: 'charges', problem: `${count} charges; allowed: ${MOST_CHARGES} at most` }]);
}

/** Nobody need think up ids: charges without one are A, B, C … */
function named(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const { charges } = body as { charges?: unknown };
  if (!Array.isArray(charges)) return { id: 'you', ...body };
  return { id: 'you', ...body, charges: charges.map((charge: unknown, i) => (typeof charge === 'object' && charge !== null && !Array.isArray(charge) ? { id: letter(i), ...charge } : charge)) };
}

function letter(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : `A${index + 1}`;
}
