import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Problem } from '#domain/access/errors.js';
import { Database } from '#db/transaction.js';
import { Clock } from '#platform/clock.js';
import { OneOf } from '../http/fields.js';
import { Public } from '../http/auth.guard.js';

class HealthView {
  @OneOf(['ok'])
  status!: string;
}

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The process answers' })
  @ApiOkResponse({ type: HealthView })
  live(): HealthView {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'The process and its database answer' })
  @ApiOkResponse({ type: HealthView })
  async ready(): Promise<HealthView> {
    try {
      await this.db.acrossOffices('office_days', [this.clock.now()]);
      return { status: 'ok' };
    } catch {
      throw new Problem('unavailable', 'The database does not answer');
    }
  }
}
