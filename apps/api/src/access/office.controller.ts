import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { OfficesService } from '#domain/access/offices.service.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IfVersion, NeedsIfMatch } from '../http/etag.js';
import { OfficePatchRequest, OfficeView } from './office.dto.js';

@ApiTags('office')
@ApiBearerAuth()
@Controller('office')
export class OfficeController {
  constructor(
    private readonly offices: OfficesService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Our office' })
  @ApiOkResponse({ type: OfficeView })
  read(@CurrentActor() actor: SignedInUser): Promise<OfficeView> {
    return this.offices.read(actor);
  }

  @Patch()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Change what the office says of itself (admin)' })
  @ApiOkResponse({ type: OfficeView })
  change(@CurrentActor() actor: SignedInUser, @IfVersion() ifVersion: number, @Body() body: OfficePatchRequest): Promise<OfficeView> {
    return this.offices.change(actor, ifVersion, body, this.clock.now());
  }
}
