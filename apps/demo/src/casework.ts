import type { Printer } from './demo.js';
import { until, type OfficeClient } from './office-client.js';

interface Client {
  id: string;
}

interface Finding {
  id: string;
  chargeId: string;
  provision: string | null;
  process: string | null;
  result: string;
  because: { condition: string }[];
  determination: { decision: string } | null;
}

interface Versioned {
  id: string;
  version: number;
}

/** What the sample attorney found out in the interview: the papers may state it because she signs for it. */
const STATEMENT = 'At the time of the offense the client was controlled by a trafficker, who set the work and kept the proceeds.';

interface Case {
  id: string;
}

interface Packet {
  id: string;
  caseId: string;
  provision: string;
  status: 'queued' | 'rendered' | 'stopped';
  problemCode: string | null;
  documents: { id: string; kind: string; format: string; pages: number | null }[];
  blanks: unknown[];
}

export interface Casework {
  determinations: number;
  cases: number;
  packets: Packet[];
}

/**
 * What an attorney does after a sweep: confirms the open roads by petition, opens a case where one is needed, and asks
 * for the papers. Ends when every packet is drawn up and its PDFs can be fetched.
 *
 * @throws Error when a packet was stopped or a paper is not what it says it is
 */
export async function casework(desk: OfficeClient, print: Printer, seconds: number): Promise<Casework> {
  const clients = await desk.all<Client>('/clients');
  const work: Casework = { determinations: 0, cases: 0, packets: [] };
  for (const [index, client] of clients.entries()) {
    const { findings } = await desk.get<{ findings: Finding[] }>(`/clients/${client.id}/findings`);
    const roads = openRoads(findings);
    if (roads.size > 0) await confirmAndDraft(desk, client, roads, work);
    print.progress('confirming findings, asking for papers', index + 1, clients.length);
  }
  work.packets = await until('papers', seconds, async () => {
    const packets: Packet[] = [];
    for (const { id } of work.packets) packets.push(await desk.get<Packet>(`/packets/${id}`));
    const done = packets.filter((packet) => packet.status !== 'queued').length;
    print.progress('drawing up packets', done, packets.length);
    return done === packets.length ? packets : null;
  });
  for (const packet of work.packets) {
    if (packet.status === 'stopped') throw new Error(`packet ${packet.id} for ${packet.provision} was stopped: ${packet.problemCode ?? ''}`);
  }
  const papers = work.packets.flatMap((packet) => packet.documents);
  for (const [index, paper] of papers.entries()) {
    const bytes = await desk.bytes(`/documents/${paper.id}`);
    const starts = paper.format === 'pdf' ? '%PDF-' : 'PK';
    if (bytes.subarray(0, starts.length).toString('latin1') !== starts) throw new Error(`document ${paper.id} is no ${paper.format}`);
    print.progress('fetching papers', index + 1, papers.length);
  }
  return work;
}

/** Puts the office's and the attorney's particulars in, which every paper prints. May run again. */
export async function furnishOffice(admin: OfficeClient): Promise<void> {
  const office = await admin.get<Versioned & { address: string | null }>('/office');
  if (office.address === null) {
    await admin.patch('/office', office.version, { address: '12 Sample Street, New York, NY 10013', phone: '212-555-0199', email: 'office@demo.example' });
  }
  const attorney = (await admin.all<Versioned & { role: string; barNumber: string | null }>('/users')).find((user) => user.role === 'attorney');
  if (attorney && attorney.barNumber === null) await admin.patch(`/users/${attorney.id}`, attorney.version, { barNumber: '0000000' });
}

/** The first open road by petition of each charge, by its provision: one packet each. Roads come strongest first. */
function openRoads(findings: readonly Finding[]): Map<string, Finding[]> {
  const roads = new Map<string, Finding[]>();
  const taken = new Set<string>();
  for (const finding of findings) {
    if (finding.result !== 'eligible' || finding.process !== 'petition' || !finding.provision || taken.has(finding.chargeId)) continue;
    taken.add(finding.chargeId);
    roads.set(finding.provision, [...(roads.get(finding.provision) ?? []), finding]);
  }
  return roads;
}

async function confirmAndDraft(desk: OfficeClient, client: Client, roads: ReadonlyMap<string, Finding[]>, work: Casework): Promise<void> {
  const [known] = await desk.all<Case>(`/cases?clientId=${client.id}&open=true`);
  const chargeIds = [...roads.values()].flat().map((finding) => finding.chargeId);
  const file = known ?? (await desk.post<Case>('/cases', { clientId: client.id, chargeIds }));
  if (!known) work.cases += 1;
  const drafted = await desk.get<Packet[]>(`/cases/${file.id}/packets`);
  for (const [provision, findings] of roads) {
    const there = drafted.find((packet) => packet.provision === provision);
    if (there) {
      work.packets.push(there);
      continue;
    }
    for (const finding of findings) {
      if (finding.determination) continue;
      const asksNexus = finding.because.some((reason) => reason.condition === 'nexus');
      const statements = asksNexus ? [{ element: 'nexus', text: STATEMENT, basis: 'interview notes' }] : [];
      await desk.post(`/findings/${finding.id}/determinations`, { decision: 'confirmed', statements });
      work.determinations += 1;
    }
    const packet = await desk.post<Packet>(`/cases/${file.id}/packets`, { provision, chargeIds: findings.map((finding) => finding.chargeId) });
    work.packets.push(packet);
  }
}
