import { Param, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { notFound } from '#domain/access/errors.js';

class ThingId implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (!isUUID(value)) throw notFound();
    return (value as string).toLowerCase();
  }
}

/** An id in the path. One that cannot be an id names nothing: 404, as any other thing that is not there. */
export const IdParam = (name = 'id'): ParameterDecorator => Param(name, new ThingId());
