/**
 * Grades are written class first, then degree: 'misdemeanor-B', 'felony-third-degree', 'violation'. A class alone stands for all its degrees
 * when law names it, and for "degree not known" when a charge has it.
 */
const CRIMES = ['felony', 'misdemeanor', 'gross-misdemeanor', 'crime'];

/**
 * Does a charge's grade fall under the grade that law names? 'maybe' when the charge's grade is less exact than the law's.
 * The law's word 'crime' takes in felonies, misdemeanors and gross misdemeanors.
 */
export function gradeMatches(named: string, grade: string): 'yes' | 'no' | 'maybe' {
  if (named === grade || grade.startsWith(`${named}-`)) return 'yes';
  if (named === 'crime') return CRIMES.some((c) => grade === c || grade.startsWith(`${c}-`)) ? 'yes' : 'no';
  if (grade === 'crime') return CRIMES.some((c) => named === c || named.startsWith(`${c}-`)) ? 'maybe' : 'no';
  return named.startsWith(`${grade}-`) ? 'maybe' : 'no';
}

/** Grade as entered by an office, in the form used here: 'Misdemeanor B' → 'misdemeanor-B'. Degrees keep their case. */
export function readGrade(text: string): string {
  const parts = text.trim().split(/[\s_-]+/);
  return parts.map((part, i) => (i === 0 || part.length > 2 ? part.toLowerCase() : part)).join('-');
}
