import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import type { PageRequest } from '#domain/access/page.js';
import { Shaped, Whole } from './fields.js';

/** Query of every list. Lists with filters extend it. */
export class PageQuery {
  @Whole({ presence: 'may', min: 1, max: 200, fromQuery: true, example: 50, description: 'How many at most; 50 when left out' })
  limit?: number;

  @Shaped({ presence: 'may', pattern: /^[\w-]+$/, max: 1000, allowed: 'the `next` of the page before', description: 'The `next` of the page before' })
  cursor?: string;
}

export function pageRequest({ limit, cursor }: PageQuery): PageRequest {
  return { limit: limit ?? 50, cursor: cursor ?? null };
}

/** Documents a page of `item`. */
export const ApiPage = (item: Type): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(item),
    ApiOkResponse({
      schema: {
        type: 'object',
        required: ['items', 'next'],
        properties: {
          items: { type: 'array', items: { $ref: getSchemaPath(item) } },
          next: { type: 'string', nullable: true, description: 'Give this back as `cursor`; null on the last page' },
        },
      },
    }),
  );
