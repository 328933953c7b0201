import type { AuditActor } from '#db/audit.js';

export const ROLES = ['attorney', 'paralegal', 'grants', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The person or job acting, in one office. Every service method takes one first. */
export interface Actor extends AuditActor {
  readonly officeId: string;
  /** Null for the program and for jobs it asked for itself. */
  readonly role: Role | null;
}

/** A job acting for whoever asked for it, or for the program when nobody did. */
export function jobActor(officeId: string, askedBy: string | null): Actor {
  return { kind: 'job', officeId, userId: askedBy, sessionId: null, role: null };
}

/** The program itself: set-up commands and the schedule. */
export function programActor(officeId: string): Actor {
  return { kind: 'program', officeId, userId: null, sessionId: null, role: null };
}
