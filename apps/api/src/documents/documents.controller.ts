import { Controller, Get, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { DocumentsService } from '#domain/documents/documents.service.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IdParam } from '../http/id-param.js';

@ApiTags('papers')
@ApiBearerAuth()
@Controller('documents/:id')
export class DocumentsController {
  constructor(private readonly documents: DocumentsService) {}

  @Get()
  @ApiOperation({ summary: 'The paper itself, as a file' })
  @ApiProduces('application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async open(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<StreamableFile> {
    const { bytes, mediaType, fileName } = await this.documents.open(actor, id);
    return new StreamableFile(bytes, { type: mediaType, disposition: `attachment; filename="${fileName}"`, length: bytes.length });
  }
}
