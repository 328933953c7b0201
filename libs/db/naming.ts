import { DefaultNamingStrategy, type NamingStrategyInterface } from 'typeorm';

/** officeId in code is office_id in SQL, everywhere and without saying so column by column. */
export class SnakeNaming extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(property: string, custom: string | undefined): string {
    return custom ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}
