using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;

namespace Headroom.Analyze.Shortlist;

/// <summary>
/// The indexes that could serve one scan, from the simplest to the most special: which of them is worth it, a measurement shows.
/// </summary>
/// <param name="need">The scan.</param>
/// <param name="catalogue">The catalogue, for extensions and collations.</param>
/// <param name="existing">The indexes that are there.</param>
/// <param name="usage">How many statements compare a term of a table for equality.</param>
internal sealed class IndexLadder(
    ScanNeed need, DatabaseCatalogue catalogue, ExistingIndexes existing, IReadOnlyDictionary<(string Table, string Term), int> usage)
{
    /// <summary>More keys cost more on every write than they save on reads.</summary>
    private const int MostKeys = 3;

    /// <summary>
    /// An order or a range that needs one key more than <see cref="MostKeys"/> is useless without it, and so is an order by two.
    /// </summary>
    private const int MostKeysWithSuffix = 4;

    private const int MostKeysWithLongSuffix = 5;

    private const int MostIncluded = 3;

    private readonly OperatorIndexes _operators = new(need.Table, catalogue);

    private readonly PartialPredicates _partials = new(need, catalogue);

    /// <summary>The candidates; the one that the plan alone would lead to is marked.</summary>
    public IEnumerable<IndexCandidate> Candidates() =>
        TreeCandidates().Concat(PatternCandidates()).Concat(MatchCandidates()).Concat(NearestCandidates()).Concat(AlternativeCandidates())
            .Select(candidate => candidate with
            {
                Indexes = [.. candidate.Indexes.Where(index => !existing.Covers(index, need.Table, candidate.EqualityKeys))],
            })
            .Where(candidate => candidate.Indexes.Count > 0);

    private IEnumerable<IndexCandidate> TreeCandidates()
    {
        List<IReadOnlyList<Predicate>> variants = [need.Filter];
        if (need.Join.Count > 0)
        {
            variants.AddRange([need.Join, [.. need.Join, .. need.Filter]]);
        }

        return variants.SelectMany(Trees).Prepend(Primary()).OfType<IndexCandidate>().DistinctBy(candidate => candidate.Shape);
    }

    // Equality first, then the limited order, or a list, or a range: PostgreSQL manual, 11.3 and 11.4.
    private IndexCandidate? Primary()
    {
        var hasEqual = need.Filter.Any(p => IsEqual(p) && MayBeKey(p.Term));
        var chosen = hasEqual || need.Join.Count == 0 ? need.Filter : [.. need.Join, .. need.Filter];
        var equal = EqualTerms(chosen.Where(p => p.Kind == PredicateKind.Equal)).Take(MostKeys).ToList();
        var constants = PartialBy(chosen.Where(p => p.Kind is PredicateKind.IsNull or PredicateKind.IsTrue or PredicateKind.IsFalse));
        if (need is { IsLimited: true, Orders: [var order, ..] })
        {
            var fits = equal.Count + order.Count <= MostKeysWithSuffix;
            List<IndexTerm> lead = fits ? equal : [.. equal.Take(MostKeys - 1)];
            List<IndexKey> ordered = [.. lead.Select(Ascending)];
            ordered.AddRange(order.Where(key => lead.TrueForAll(term => (term.Column ?? term.Text) != key.Expression)));
            var index = Definition([.. ordered.Take(fits ? MostKeysWithSuffix : MostKeys)], constants);
            return Of(index, lead.Count, servesOrder: true) with { IsPrimary = true };
        }

        var terms = equal.Concat(Terms(chosen, PredicateKind.AnyOf)).Concat(Terms(chosen, PredicateKind.Range).Take(1)).Distinct()
            .Take(MostKeysWithSuffix).ToList();
        return terms.Count == 0 ? null : Of(Definition([.. terms.Select(Ascending)], constants), equal.Count) with { IsPrimary = true };
    }

    private IEnumerable<IndexCandidate> Trees(IReadOnlyList<Predicate> predicates)
    {
        var equal = EqualTerms(predicates).ToList();
        var constants = predicates.Where(p => p.Constant is not null && !IsTold(p) && _partials.Allow(p)).ToList();
        var free = EqualTerms(predicates.Where(p => !constants.Contains(p))).Take(MostKeys).ToList();
        var leads = LeadingTerms.Of(equal, free, MostKeys, DistinctValues);
        foreach (var suffix in Suffixes(predicates).Select(keys => (Keys: keys, IsOrder: false))
            .Concat(need.Orders.Select(order => (Keys: order, IsOrder: true))).Prepend((Keys: [], IsOrder: false)))
        {
            foreach (var lead in leads)
            {
                if (Keys(lead, suffix.Keys) is { Count: > 0 } keys)
                {
                    yield return Of(Definition(keys, null), lead.Count, suffix.IsOrder);
                    foreach (var covering in Covering(keys, null))
                    {
                        yield return Of(covering, lead.Count, suffix.IsOrder);
                    }
                }
            }

            foreach (var partial in constants.Count == 0 ? [] : PartialKeys(free, suffix.Keys, constants))
            {
                yield return Of(partial, Math.Min(free.Count, partial.Keys.Count), suffix.IsOrder);
            }
        }

        foreach (var keys in LongSuffixes(predicates).Select(suffix => Keys(equal.Take(MostKeys), suffix)).Where(keys => keys.Count > 0))
        {
            yield return Of(Definition(keys, null), Math.Min(equal.Count, MostKeys));
        }
    }

    private IEnumerable<IndexDefinition> PartialKeys(List<IndexTerm> free, IReadOnlyList<IndexKey> suffix, List<Predicate> constants)
    {
        List<IReadOnlyList<IndexTerm>> leads =
        [
            free,
            .. free.Count > 1 ? free.Select(term => (IReadOnlyList<IndexTerm>)[term]) : [],
            .. free.Count > 0 && suffix.Count > 0 ? new IReadOnlyList<IndexTerm>[] { [] } : [],
        ];
        foreach (var lead in leads)
        {
            var own = constants
                .Where(p => !lead.Contains(p.Term) && suffix.All(key => key.Expression != (p.Term.Column ?? p.Term.Text) || !IsEqual(p)))
                .ToList();
            var keys = Keys(lead, suffix);
            if (keys.Count == 0 && own is [var first, ..])
            {
                keys = [Ascending(first.Term)];
            }

            if (keys.Count > 0 && PartialBy(own) is { } all)
            {
                yield return Definition(keys, all);
            }

            foreach (var one in lead == free && own.Count is > 1 and <= MostKeys ? own : [])
            {
                var other = own.Find(p => p != one && IsEqual(p) && MayBeKey(p.Term)) ?? one;
                yield return Definition(Keys(lead, suffix) is { Count: > 0 } served ? served : [Ascending(other.Term)], one.Constant);
            }
        }
    }

    private IEnumerable<IndexDefinition> Covering(IReadOnlyList<IndexKey> keys, string? predicate)
    {
        var rest = need.Needed?.Where(column => keys.All(key => key.Column != column)).ToList();
        if (rest is { Count: > 0 and <= MostIncluded } && rest.TrueForAll(IsNarrow))
        {
            yield return Definition(keys, predicate) with { Included = rest };
        }
    }

    private bool IsNarrow(string column) =>
        need.Table.Columns.First(c => c.Name == column).Type is not ("json" or "jsonb" or "bytea" or "xml" or "tsvector");

    private IEnumerable<IndexCandidate> PatternCandidates()
    {
        foreach (var like in need.Filter.Where(p => p.Kind == PredicateKind.Like && MayBeKey(p.Term) && _operators.IsText(p.Term)))
        {
            if (OperatorIndexes.MayHavePrefix(like))
            {
                var key = _operators.PatternKey(like.Term);
                yield return Of(Definition([key], null)) with { IsPrimary = true };
                if (EqualTerms(need.Filter).Take(MostKeys - 1).ToList() is { Count: > 0 } lead)
                {
                    yield return Of(Definition([.. lead.Select(Ascending), key], null));
                }
            }

            if (_operators.Trigrams(like) is { } inverted)
            {
                yield return Of(inverted);
            }
        }
    }

    private IEnumerable<IndexCandidate> MatchCandidates()
    {
        foreach (var same in need.Filter.Where(p => p.Kind == PredicateKind.Match && MayBeKey(p.Term)).GroupBy(p => p.Term))
        {
            if (_operators.Matched(same.Key, [.. same]) is { } index)
            {
                yield return Of(index) with { IsPrimary = true };
            }
        }
    }

    private IEnumerable<IndexCandidate> NearestCandidates() =>
        need.Nearest.Select(_operators.Nearest).OfType<IndexDefinition>().Select(index => Of(index, servesOrder: true));

    // Each arm of an OR needs an index of its own: one without the other is of no use.
    private IEnumerable<IndexCandidate> AlternativeCandidates() => need.Alternatives
        .Select(arms => arms.Select(ArmIndex).ToList())
        .Where(arms => !arms.Contains(null))
        .Select(arms => arms.OfType<IndexDefinition>().DistinctBy(index => index.Shape))
        .Select(indexes => new IndexCandidate { Indexes = [.. indexes], Statements = [need.StatementId] });

    private IndexDefinition? ArmIndex(IReadOnlyList<Predicate> arm)
    {
        var keys = Keys(EqualTerms(arm).Take(MostKeys), [.. Suffixes(arm).Take(1).SelectMany(suffix => suffix)]);
        return keys.Count > 0 ? Definition(keys, null)
            : arm.FirstOrDefault(p => p.Kind == PredicateKind.Like && MayBeKey(p.Term) && _operators.IsText(p.Term)) is { } like
            ? (like.Pattern == PatternShape.Prefix ? Definition([_operators.PatternKey(like.Term)], null) : _operators.Trigrams(like))
            : arm.FirstOrDefault(p => p.Kind == PredicateKind.Match && MayBeKey(p.Term)) is { } match
            ? _operators.Matched(match.Term, [match])
            : null;
    }

    private IEnumerable<IReadOnlyList<IndexKey>> Suffixes(IReadOnlyList<Predicate> predicates)
    {
        foreach (var term in Terms(predicates, PredicateKind.AnyOf).Concat(Terms(predicates, PredicateKind.Range)))
        {
            yield return [Ascending(term)];
        }
    }

    // A list is read one value after the other, and of two ranges the second is looked at in the index.
    private IEnumerable<IReadOnlyList<IndexKey>> LongSuffixes(IReadOnlyList<Predicate> predicates)
    {
        var ranges = Terms(predicates, PredicateKind.Range).Take(2).ToList();
        if (ranges.Count > 1)
        {
            yield return [.. ranges.Select(Ascending)];
        }

        if (Terms(predicates, PredicateKind.AnyOf).FirstOrDefault() is { } list)
        {
            if (ranges is [var range, ..] && range != list)
            {
                yield return [Ascending(list), Ascending(range)];
            }

            if (need is { IsLimited: true, Orders: [var order, ..] }
                && ranges.TrueForAll(term => (term.Column ?? term.Text) != order[0].Expression))
            {
                yield return [Ascending(list), .. order.Where(key => key.Expression != (list.Column ?? list.Text))];
            }
        }
    }

    private IEnumerable<IndexTerm> Terms(IReadOnlyList<Predicate> predicates, PredicateKind kind) =>
        predicates.Where(p => p.Kind == kind && MayBeKey(p.Term)).Select(p => p.Term).Distinct();

    // The term that most statements compare leads, so that the index serves them too; then the order of the table.
    private IEnumerable<IndexTerm> EqualTerms(IEnumerable<Predicate> predicates) => predicates
        .Where(p => IsEqual(p) && MayBeKey(p.Term)).Select(p => p.Term).Distinct()
        .OrderByDescending(term => usage.GetValueOrDefault((need.Table.Name, term.Text)))
        .ThenByDescending(term => DistinctValues(term) > 1)
        .ThenBy(term => need.Table.Columns.TakeWhile(c => c.Name != term.Columns[0]).Count());

    private double DistinctValues(IndexTerm term) =>
        term.Column is { } column ? need.Table.Columns.First(c => c.Name == column).DistinctValues ?? double.MaxValue : double.MaxValue;

    private static bool IsEqual(Predicate predicate) =>
        predicate.Kind is PredicateKind.Equal or PredicateKind.IsTrue or PredicateKind.IsFalse or PredicateKind.IsNull;

    // A cast, a function of time or arithmetic is to be rewritten where the column has an index, and arithmetic always.
    private bool MayBeKey(IndexTerm term) => Volatility.MayBeIndexed(term, need.Table) && term.Shape switch
    {
        TermShape.Arithmetic => false,
        TermShape.Cast or TermShape.Rewritable => !term.Columns.Any(column => existing.LeadBy(need.Table, column)),
        _ => true,
    };

    // The planner says IS NOT NULL by itself where it looks for the least value.
    private bool IsTold(Predicate predicate) => predicate is { Kind: PredicateKind.IsNotNull, Term.Column: { } column }
        && (need.Table.Columns.First(c => c.Name == column).NotNull || need.Orders.Any(order => order.Any(key => key.Column == column)));

    private static string? PartialBy(IEnumerable<Predicate> predicates)
    {
        var texts = predicates.Select(p => p.Constant).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        return texts.Count == 0 ? null : string.Join(" AND ", texts);
    }

    private static List<IndexKey> Keys(IEnumerable<IndexTerm> lead, IReadOnlyList<IndexKey> suffix)
    {
        List<IndexKey> keys = [.. lead.Select(Ascending)];
        var rest = suffix.Where(key => keys.TrueForAll(k => k.Expression != key.Expression)).ToList();
        return keys.Count + rest.Count <= MostWith(rest) ? [.. keys, .. rest] : [];
    }

    private static int MostWith(IReadOnlyList<IndexKey> suffix) =>
        suffix.Count switch { 0 => MostKeys, 1 => MostKeysWithSuffix, _ => MostKeysWithLongSuffix };

    private static IndexKey Ascending(IndexTerm term) => OperatorIndexes.Ascending(term);

    private IndexDefinition Definition(IReadOnlyList<IndexKey> keys, string? predicate) => new()
    {
        Schema = need.Table.Schema,
        Table = need.Table.Name,
        IsPartitioned = need.Table.IsPartitioned,
        Keys = Uniform(keys),
        Predicate = predicate,
    };

    // A single key is read from either end: its direction does not matter.
    private static IReadOnlyList<IndexKey> Uniform(IReadOnlyList<IndexKey> keys) =>
        keys is [{ OperatorClass: null } one] && one.Descending == one.NullsFirst
            ? [one with { Descending = false, NullsFirst = false }]
            : keys;

    private IndexCandidate Of(IndexDefinition index, int equalityKeys = 0, bool servesOrder = false) =>
        new() { Indexes = [index], EqualityKeys = equalityKeys, ServesOrder = servesOrder, Statements = [need.StatementId] };
}
