import type { OpenAPIObject } from '@nestjs/swagger';

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string;
  example?: unknown;
  items?: Schema;
  enum?: unknown[];
  properties?: Record<string, Schema>;
}

type Operations = Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>;

/**
 * The body that the API's own page puts into its "try it out" field for this route: every property by its example.
 *
 * @throws Error when the route takes no body
 */
export function exampleBody(described: OpenAPIObject, method: string, path: string): Record<string, unknown> {
  const schema = (described.paths as unknown as Operations)[path]?.[method]?.requestBody?.content['application/json']?.schema;
  if (!schema) throw new Error(`${method} ${path} takes no body`);
  return exampleOf(described, schema) as Record<string, unknown>;
}

function exampleOf(described: OpenAPIObject, schema: Schema): unknown {
  if (schema.example !== undefined) return schema.example;
  const [part] = schema.allOf ?? [];
  const name = (schema.$ref ?? part?.$ref)?.split('/').at(-1);
  if (name) return exampleOf(described, (described.components?.schemas?.[name] ?? {}) as Schema);
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([property, inner]) => [property, exampleOf(described, inner)]));
  }
  if (schema.type === 'array' && schema.items) return [exampleOf(described, schema.items)];
  return schema.enum?.[0] ?? { string: 'string', boolean: true, number: 0, integer: 0 }[schema.type ?? ''] ?? {};
}
