import type { PacketCharge, PacketInput, PacketProvision } from '#domain/documents/packet-input.js';

/** Where the forms of this checkout are, from any test or bench run at its root. */
export const FORMS = 'law/forms';

/** Changes for a test: sections are merged one level deep. */
export type PacketChanges = { readonly [K in keyof PacketInput]?: K extends 'hearing' ? PacketInput[K] : PacketInput[K] extends readonly unknown[] ? PacketInput[K] : PacketInput[K] extends object ? Partial<PacketInput[K]> : PacketInput[K] };

export function sampleCharge(changes: Partial<PacketCharge> = {}): PacketCharge {
  return {
    id: 'charge-1',
    docket: '2012QN012345',
    count: '1',
    offenceTitle: 'Prostitution',
    citation: 'N.Y. Penal Law § 230.00',
    grade: 'class B misdemeanor',
    offenceDate: '2012-05-02',
    arrestDate: '2012-05-02',
    arrestingAgency: null,
    disposition: 'convicted on a plea of guilty',
    dispositionDate: '2012-06-10',
    sentence: 'conditional discharge',
    sentencedOn: '2012-06-10',
    sentenceCompletedOn: null,
    ...changes,
  };
}

const provision: PacketProvision = {
  id: 'ny-440.10-1-i',
  citation: 'N.Y. Crim. Proc. Law § 440.10(1)(i), (6)',
  title: 'Vacatur of a judgment that resulted from being trafficked',
  remedy: 'vacatur',
  effect: 'judgment vacated and accusatory instrument dismissed on the merits',
  elements: [
    {
      id: 'nexus',
      text: 'took part in the offence as a result of having been a victim of sex trafficking, labor trafficking, compelling prostitution, or trafficking under the federal TVPA',
      citation: 'N.Y. Crim. Proc. Law § 440.10(1)(i)',
    },
  ],
  proof: { standard: 'preponderance', officialDocumentation: 'presumption' },
  filing: { court: 'court that entered the judgment', form: null, feeUsd: 0, feeWaivable: null, deadline: null },
  prosecutor: { served: true, answerDays: null },
  hearing: 'if-opposed',
  confidential: true,
  confidentialityNote: null,
  confidence: 'high',
  check: ['two readers differ on whether the motion has to be made with due diligence'],
};

/** A survivor's motion in Queens for two charges; a third, in the Bronx, is not part of it. */
export function samplePacket(changes: PacketChanges = {}): PacketInput {
  const whole: PacketInput = {
    date: '2026-11-21',
    office: {
      name: 'Example Legal Aid',
      address: ['100 Court Street, 4th Floor', 'Brooklyn, NY 11201'],
      phone: '(718) 555-0100',
      email: 'papers@example.org',
      attorney: { name: 'Dana Whitfield', barNumber: '5550101' },
    },
    client: { legalName: 'Marisol Elena Quintero', aliases: ['Star Delacroix'], initials: null, needsInterpreter: null },
    court: { jurisdiction: 'NY', jurisdictionName: 'New York', name: 'Criminal Court of the City of New York', county: 'Queens', division: null },
    provision,
    charges: [
      sampleCharge(),
      sampleCharge({
        id: 'charge-2',
        docket: '2013KN054321',
        count: null,
        offenceTitle: 'Criminal possession of a controlled substance in the seventh degree',
        citation: 'N.Y. Penal Law § 220.03',
        offenceDate: '2013-01-15',
        dispositionDate: '2013-02-20',
        sentence: '15 days in jail',
      }),
    ],
    otherCharges: [sampleCharge({ id: 'charge-9', docket: '2019BX000777', offenceTitle: 'Petit larceny', citation: 'N.Y. Penal Law § 155.25', offenceDate: '2019-03-03', dispositionDate: '2019-04-04' })],
    because: [
      { charge: 'charge-1', condition: 'in-force', holds: true, value: 'the section covers every offence since 2021-11-16', citation: 'N.Y. Crim. Proc. Law § 440.10(1)(i)' },
      { charge: 'charge-2', condition: 'in-force', holds: true, value: 'the section covers every offence since 2021-11-16', citation: 'N.Y. Crim. Proc. Law § 440.10(1)(i)' },
    ],
    determination: {
      confirmedOn: '2026-11-20',
      attorney: 'Dana Whitfield',
      statements: [
        { element: 'nexus', text: 'From January 2012 to June 2013 the defendant was held in debt bondage by a person who took the earnings and chose the places of work', basis: 'approval notice of a T visa, Exhibit A' },
        { element: 'nexus', text: 'Both arrests were made at places that person had chosen.', basis: null },
      ],
    },
    served: [{ name: 'Queens County District Attorney', address: ['125-01 Queens Boulevard', 'Kew Gardens, NY 11415'] }],
    hearing: null,
  };
  return {
    ...whole,
    ...changes,
    office: { ...whole.office, ...changes.office },
    client: { ...whole.client, ...changes.client },
    court: { ...whole.court, ...changes.court },
    provision: { ...whole.provision, ...changes.provision },
    determination: { ...whole.determination, ...changes.determination },
    hearing: changes.hearing ?? whole.hearing,
  };
}

/** The same filing as other courts would get it. */
export const SAMPLE_COURTS: Record<string, PacketChanges> = {
  NY: {},
  CA: { court: { jurisdiction: 'CA', jurisdictionName: 'California', name: null, county: 'Los Angeles' }, provision: { id: 'ca-236.14', citation: 'Cal. Penal Code § 236.14', prosecutor: { served: true, answerDays: 45 } } },
  TX: { court: { jurisdiction: 'TX', jurisdictionName: 'Texas', name: 'County Criminal Court at Law No. 9', county: 'Harris' }, provision: { id: 'tx-411.0728', citation: "Tex. Gov't Code § 411.0728", remedy: 'nondisclosure', confidential: false, filing: { court: null, form: null, feeUsd: null, feeWaivable: null, deadline: null } } },
  FL: { court: { jurisdiction: 'FL', jurisdictionName: 'Florida', name: 'Circuit Court of the Eleventh Judicial Circuit', county: 'Miami-Dade' }, provision: { id: 'fl-943.0583', citation: 'Fla. Stat. § 943.0583', remedy: 'expungement' } },
  IL: { court: { jurisdiction: 'IL', jurisdictionName: 'Illinois', name: 'Circuit Court', county: 'Cook' }, provision: { id: 'il-116-2.1', citation: '725 ILCS 5/116-2.1', confidential: false } },
  OR: { court: { jurisdiction: 'OR', jurisdictionName: 'Oregon', name: null, county: 'Multnomah' }, provision: { id: 'or-137.221', citation: 'ORS 137.221', confidential: false } },
  NC: { court: { jurisdiction: 'NC', jurisdictionName: 'North Carolina', name: 'Superior Court Division', county: 'Wake' }, provision: { id: 'nc-15A-1416.1', citation: 'N.C. Gen. Stat. §§ 15A-1415(b)(10), 15A-1416.1', confidential: false } },
  US: { court: { jurisdiction: 'US', jurisdictionName: 'United States', name: null, county: null, division: 'Eastern District of New York' }, provision: { id: 'us-3771a-vacate-level-a', citation: '18 U.S.C. § 3771A(b)(1)(A)', prosecutor: { served: true, answerDays: 30 } } },
  'TX, ex parte': { court: { jurisdiction: 'TX', jurisdictionName: 'Texas', name: '9th District Court', county: 'Harris' }, provision: { id: 'tx-55A-dismissed', citation: 'Tex. Code Crim. Proc. ch. 55A', remedy: 'expungement', confidential: false } },
  'a state without forms of its own': { court: { jurisdiction: 'GA', jurisdictionName: 'Georgia', name: 'Superior Court', county: 'Fulton' }, provision: { id: 'ga-17-10-21', citation: 'O.C.G.A. § 17-10-21', confidential: false } },
};
