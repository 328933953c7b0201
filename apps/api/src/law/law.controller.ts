import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { notFound } from '#domain/access/errors.js';
import { LawBook } from '#domain/convictions/law-book.js';
import { changelog } from '#law/changelog.js';
import { LawLibrary } from '#law/law-library.js';
import { jurisdictionPage, provisionPage, type JurisdictionPage, type ProvisionPage } from '#law/law-pages.js';
import { Clock, dateIn } from '#platform/clock.js';
import { Public } from '../http/auth.guard.js';
import { CoverageView, JurisdictionView, LawChangeView, LawIndexView, ProvisionView, ReformsQuery } from './law.dto.js';

const MODERATE = { rateLimit: { timeWindow: 60_000, max: 300 } };

/** The law on file is for everybody to read: it names no client, and whoever finds a mistake in it can say so. */
@ApiTags('law')
@Public()
@Controller('law')
export class LawController {
  constructor(
    private readonly book: LawBook,
    private readonly library: LawLibrary,
    private readonly clock: Clock,
  ) {}

  @Get()
  @RouteConfig(MODERATE)
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'Which law is on file: its content hash, and the jurisdictions that are modelled' })
  @ApiOkResponse({ type: LawIndexView })
  index(): LawIndexView {
    const { law } = this.book;
    const jurisdictions = [...law.jurisdictions].map(([jurisdiction, { file, provisions }]) => ({ jurisdiction, name: file.name, asOf: file.as_of, provisions: provisions.length }));
    return { law: law.hash, jurisdictions };
  }

  @Get('coverage')
  @RouteConfig(MODERATE)
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'What is modelled, how far, last read when, and what is not' })
  @ApiOkResponse({ type: [CoverageView] })
  coverage(): CoverageView[] {
    return Object.entries(this.library.coverage().jurisdictions).map(([jurisdiction, entry]) => ({
      jurisdiction,
      name: entry.name,
      modelled: entry.modelled,
      read: entry.read,
      provisions: entry.provisions,
      notModelled: [...entry.not_modelled],
    }));
  }

  @Get('reforms')
  @RouteConfig(MODERATE)
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'What changed when, the newest first: made from the versions of the provisions and the files’ lists of reforms' })
  @ApiOkResponse({ type: [LawChangeView] })
  reforms(@Query() { since, jurisdiction }: ReformsQuery): LawChangeView[] {
    return changelog(this.book.law, since ?? null).filter((change) => jurisdiction === undefined || change.jurisdiction === jurisdiction);
  }

  @Get('provisions/:id')
  @RouteConfig(MODERATE)
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'One provision: every version with its conditions, sources, confidence and open points, and worked examples' })
  @ApiParam({ name: 'id', example: 'ny-440.10-1-i' })
  @ApiOkResponse({ type: ProvisionView })
  provision(@Param('id') id: string): ProvisionPage {
    return provisionPage(this.book.law, id, (jurisdiction) => this.library.examples(jurisdiction)) ?? refuse();
  }

  @Get(':jurisdiction')
  @RouteConfig(MODERATE)
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'The law of one jurisdiction: roads to relief, offences, reforms, policies, and who helps' })
  @ApiParam({ name: 'jurisdiction', example: 'NY' })
  @ApiOkResponse({ type: JurisdictionView })
  jurisdiction(@Param('jurisdiction') jurisdiction: string): JurisdictionPage {
    return jurisdictionPage(this.book.law, jurisdiction.toUpperCase(), dateIn('UTC', this.clock.now())) ?? refuse();
  }
}

function refuse(): never {
  throw notFound();
}
