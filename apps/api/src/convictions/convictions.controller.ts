import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import type { Page } from '#domain/access/page.js';
import type { ConvictionItem } from '#domain/convictions/conviction-list.js';
import { ConvictionsService } from '#domain/convictions/convictions.service.js';
import { CurrentActor } from '../http/auth.guard.js';
import { ApiPage, pageRequest } from '../http/page.dto.js';
import { ConvictionsQuery, ConvictionView, filterOf } from './convictions.dto.js';

@ApiTags('convictions')
@ApiBearerAuth()
@Controller('convictions')
export class ConvictionsController {
  constructor(private readonly convictions: ConvictionsService) {}

  @Get()
  @ApiOperation({ summary: 'Charges that ended in conviction, across the caseload, with their best finding and next day' })
  @ApiPage(ConvictionView)
  list(@CurrentActor() actor: SignedInUser, @Query() query: ConvictionsQuery): Promise<Page<ConvictionItem>> {
    return this.convictions.list(actor, filterOf(query), query.sort ?? 'next', pageRequest(query));
  }
}
