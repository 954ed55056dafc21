/** The filters that are on, each with a cross. */
import { Button } from "../components/button";
import { FilterChip } from "../components/chip";
import { setQuery } from "../router";
import { t } from "../texts";
import { day, quantity } from "../texts/format";
import { active, type Filters, type Part, without } from "./filters";

function ends(from: string | null, to: string | null, since: (value: string) => string, until: (value: string) => string): string {
  return [from === null ? null : since(from), to === null ? null : until(to)].filter((part) => part !== null).join(", ");
}

/** "Side: right". */
function wordsOfPart(part: Part, filters: Filters): string {
  const words = t().workList;
  const ml = (value: string): string => quantity(Number(value), "ml", Number.isInteger(Number(value)) ? 0 : 1);
  switch (part) {
    case "status":
      return words.filter(words.status, filters.status ? words.statuses[filters.status] : "");
    case "grade":
      return words.filter(words.grade, words.grades[filters.grade ?? ""] ?? "");
    case "side":
      return words.filter(words.side, words.sides[filters.side ?? ""] ?? "");
    case "exam":
      return words.filter(words.examDate, ends(filters.from, filters.to, (at) => words.since(day(at)), (at) => words.until(day(at))));
    case "volume":
      return words.filter(words.volume, ends(filters.volumeFrom, filters.volumeTo, (at) => words.over(ml(at)), (at) => words.under(ml(at))));
    case "deleted":
      return words.deleted;
  }
}

export function ActiveFilters({ filters }: { filters: Filters }) {
  const parts = active(filters);
  if (parts.length === 0) return null;
  const words = t().workList;
  return (
    <div class="row wrap active-filters">
      {parts.map((part) => {
        const text = wordsOfPart(part, filters);
        return (
          <FilterChip key={part} remove={words.removeFilter(text)} onRemove={() => setQuery(without([part]))}>
            {text}
          </FilterChip>
        );
      })}
      <Button kind="ghost" size="sm" onPress={() => setQuery(without(parts))}>
        {words.clearAll}
      </Button>
    </div>
  );
}
