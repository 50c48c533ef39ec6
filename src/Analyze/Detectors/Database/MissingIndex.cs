using Headroom.Analyze.Derive;
using Headroom.Analyze.Shortlist;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// What the detectors of missing indexes share: the indexes that the search on a clone chose become findings; where there was no
/// search, what the plans alone lead to.
/// </summary>
public static class MissingIndex
{
    /// <summary>How the detectors of missing indexes know.</summary>
    internal const string How = """
        The search on a clone of the database: candidates are read off the plans with real values and the catalogue (equality first, then
        the order or one range; at most three columns for equality and five in all, partial by constants of the statement), each is built,
        the statements are executed with and without it, and the simplest that saves as much as any is kept (at least 20 % of its
        statements' time and 1 % of the load's time or buffers; above 10 % of either: critical). Its proof: at least 12 interleaved pairs,
        buffers and time with a 99 % interval, the table's writes counted against it. Without a clone: plans whose scan throws away more
        than 90 % and more than 1,000 of the rows that it reads, on a table with at least 1,000 pages or more than 10,000 rows; the advice
        is then unverified. PostgreSQL manual, 11.3 (Multicolumn Indexes), 11.8 (Partial Indexes), 14.1 (Using EXPLAIN).
        """;

    /// <summary>A missing index that costs more than this share of the database's time decides the service's capacity.</summary>
    private const double CriticalLoad = 0.10;

    /// <summary>When statements with more than this share of the time have no plan, finding nothing in the others says nothing.</summary>
    private const double UnseenLoad = 0.10;

    private const string Risk =
        "Runs outside a transaction and without lock_timeout; a build that fails leaves an INVALID index to drop. "
            + "Every write to the table keeps one more index.";

    private const string PartitionedRisk =
        "On a partitioned table an index cannot be built concurrently: writes wait for the build. To avoid that, "
            + "build it on each partition concurrently, then create it ON ONLY the parent and attach them.";

    private const string AttachedRisk =
        "On a partitioned table an index cannot be built concurrently: writes wait for the plain build. The fix specification "
            + "and the migration make the same index without that: ON ONLY the parent, concurrently on each partition, then attached.";

    /// <summary>A detector of missing indexes: it tells those that belong to its id.</summary>
    /// <param name="info">What people read about it.</param>
    internal static Detector DetectorOf(DetectorInfo info)
    {
        return Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements, IndexSearch>(info, Detect);

        Outcome Detect(
            StatementPlans plans,
            DatabaseCatalogue catalogue,
            StatementStatistics statements,
            EndpointStatements? endpoints,
            IndexSearch? search) =>
            Of(info.Id, plans, catalogue, statements, endpoints, search);
    }

    /// <summary>The detector that an index belongs to.</summary>
    /// <param name="chosen">The index.</param>
    public static string DetectorOf(ChosenIndex chosen) => chosen.Index switch
    {
        { Included.Count: > 0 } when !chosen.HasNewKeys => "uncovered-lookup",
        { Method: not "btree", Extension: null } => "unindexed-containment",
        { Extension: not null } => "unindexed-pattern",
        var index when index.Keys.Any(key => key.OperatorClass?.EndsWith("_pattern_ops", StringComparison.Ordinal) == true) =>
            "unindexed-pattern",
        _ when chosen.ServesForeignKey => "unindexed-foreign-key",
        _ when chosen.ServesOrder => "unindexed-sort",
        var index when index.Keys.Any(key => key.Column is null) => "unindexed-expression",
        _ => "unindexed-filter",
    };

    /// <summary>
    /// The fingerprint of an index's finding: detector, table, columns; where it has them, what it stores and its condition.
    /// </summary>
    /// <param name="index">The index.</param>
    public static string FingerprintOf(ChosenIndex index) => string.Concat(
        PlaceOf(index),
        index.Index.Included.Count == 0 ? "" : $"+({string.Join(',', index.Index.Included)})",
        index.Index.Predicate is { } predicate ? $" WHERE {predicate}" : "");

    /// <summary>
    /// What an index's finding is about: detector, table, columns. Indexes that differ by their condition alone share it.
    /// </summary>
    /// <param name="index">The index.</param>
    public static string PlaceOf(ChosenIndex index) =>
        $"{DetectorOf(index)}:{index.Index.TableName}({string.Join(',', index.Index.Columns)})";

    /// <summary>
    /// The indexes behind a run's findings: those that the search on a clone kept or refuted, else those that the plans lead to.
    /// </summary>
    /// <param name="evidence">The run.</param>
    public static IReadOnlyList<ChosenIndex> IndexesOf(EvidenceSet evidence) =>
        evidence.Find<IndexSearch>() is { } search ? [.. search.Chosen, .. search.Refuted]
            : evidence.Find<StatementPlans>() is { } plans
                && evidence.Find<DatabaseCatalogue>() is { } catalogue
                && evidence.Find<StatementStatistics>() is { } statements
                ? [.. Unmeasured(plans, catalogue, new LoadShares(statements, evidence.Find<EndpointStatements>()))]
                : [];

    /// <summary>
    /// Whether a database has an index that does all that this one would, however many of its first keys are compared for equality.
    /// </summary>
    /// <param name="index">The index.</param>
    /// <param name="now">The database as it is.</param>
    public static bool IsThere(IndexDefinition index, DatabaseCatalogue now) =>
        now.Tables.Concat(now.MaterializedViews)
            .FirstOrDefault(table => table.Schema == index.Schema && table.Name == index.Table) is { } on
        && Enumerable.Range(0, Math.Max(1, index.Keys.Count)).Any(equalityKeys => new ExistingIndexes(now).Covers(index, on, equalityKeys));

    /// <summary>The remedy that makes an index, and takes it back.</summary>
    /// <param name="index">The index.</param>
    /// <param name="name">Its name.</param>
    /// <param name="catalogue">The database that it is for.</param>
    public static Remedy RemedyOf(IndexDefinition index, string name, DatabaseCatalogue catalogue)
    {
        var stepwise = PartitionedIndex.Build(index, name, catalogue);
        return new()
        {
            Kind = RemedyKind.Index,
            Scope = RemedyScope.Schema,
            Up = Whole(index.Create(name)),
            LockSafe = stepwise is null ? null : Whole(stepwise),
            Down = index.Drop(name),
            Risk = stepwise is not null ? AttachedRisk : index.IsPartitioned ? PartitionedRisk : Risk,
        };

        string Whole(string build) => string.Join(
            '\n',
            [
                .. index.Extension is { } extension
                    ? [$"CREATE EXTENSION IF NOT EXISTS {Sql.Readable(extension)};"]
                    : Array.Empty<string>(),
                build,
                .. index.Keys.Any(key => key.Column is null)
                    ? [$"ANALYZE {Relation.InSql(index.Schema, index.Table)};"]
                    : Array.Empty<string>(),
            ]);
    }

    /// <summary>The findings of one detector; not run where the evidence does not show what the database did.</summary>
    internal static Outcome Of(
        string detector,
        StatementPlans? plans,
        DatabaseCatalogue catalogue,
        StatementStatistics statements,
        EndpointStatements? endpoints,
        IndexSearch? search)
    {
        if (statements.Statements.Count == 0)
        {
            return new Outcome.NotRun("no statement was seen in this database under load: is it the service's?");
        }

        if (search is null && plans is null)
        {
            return new Outcome.NotRun("the statements have no plans, and no index was tried on a clone");
        }

        var shares = new LoadShares(statements, endpoints);
        List<Finding> findings =
        [
            .. (search is null ? Unmeasured(plans!, catalogue, shares) : search.Chosen.Concat(search.Refuted))
                .Where(index => DetectorOf(index) == detector)
                .Select(index => FindingOf(detector, index, plans, catalogue, shares, search)),
        ];
        return findings.Count == 0 && (Blindness(plans, shares, search) ?? OpaqueWork.Of(statements)) is { } blind
            ? new Outcome.NotRun(blind)
            : Outcome.Of(findings);
    }

    private static IEnumerable<ChosenIndex> Unmeasured(StatementPlans plans, DatabaseCatalogue catalogue, LoadShares shares)
    {
        var taken = catalogue.Indexes.Select(index => index.Name).ToHashSet(StringComparer.Ordinal);
        return IndexCandidates.Unmeasured(plans, catalogue)
            .Select(candidate => new ChosenIndex
            {
                Index = candidate.Indexes[0],
                Name = Taken(candidate.Indexes[0].FreeName(taken)),
                ServesOrder = candidate.ServesOrder,
                ServesForeignKey = candidate.ServesForeignKey,
                Statements =
                [
                    .. candidate.Statements.OrderByDescending(id => shares.Of(id).Value).ThenBy(id => id, StringComparer.Ordinal),
                ],
            })
            .Where(index => !shares.IsKnown || ShareOf(index, shares) >= IndexChoice.WorthwhileLoad);

        string Taken(string name)
        {
            taken.Add(name);
            return name;
        }
    }

    private static string? Blindness(StatementPlans? plans, LoadShares shares, IndexSearch? search)
    {
        if (search is not null)
        {
            return search.Baseline.Count == 0 ? "no statement could be executed on the clone"
                : search.Trials.Count > 0 && search.Trials.All(trial => trial.Failure is not null)
                    ? $"no candidate could be built: {search.Trials[0].Failure}"
                : search.Cut;
        }

        var unseen = plans!.Statements.Where(plan => !StatementText.IsOfCatalogue(plan.Query))
            .Where(plan => !StatementText.IsOfValues(plan.Query))
            .Where(plan => plan.Samples.Count == 0 || (!shares.IsKnown && !plan.Samples.Any(sample => sample.Executed)))
            .ToList();
        var isBlind = unseen.Count == plans.Statements.Count || unseen.Sum(plan => shares.Of(plan.StatementId).Value) > UnseenLoad;
        var reason = plans.Statements.Count == 0
            ? "none is one that can be planned"
            : unseen.FirstOrDefault()?.Missing ?? "executed plans are missing, and no index was tried on a clone";
        return isBlind ? $"the statements that matter could not be looked at: {reason}" : null;
    }

    private static double ShareOf(ChosenIndex index, LoadShares shares) => Math.Min(1, index.Statements.Sum(id => shares.Of(id).Value));

    // A statement that was stopped takes nothing from what is known of the others.
    private static double? BuffersOf(ChosenIndex index, LoadShares shares)
    {
        var known = index.Statements.Select(shares.BuffersOf).OfType<Ratio>().ToList();
        return known.Count == 0 && index.Statements.Count > 0 ? null : Math.Min(1, known.Sum(share => share.Value));
    }

    private static Finding FindingOf(
        string detector, ChosenIndex index, StatementPlans? plans, DatabaseCatalogue catalogue, LoadShares shares, IndexSearch? search)
    {
        var (share, buffers) = (ShareOf(index, shares), BuffersOf(index, shares));
        var worst = index.Statements.Count > 0 ? index.Statements[0] : null;
        var endpoints = index.Statements.SelectMany(shares.EndpointsOf).Distinct().ToList();
        return new Finding
        {
            Detector = detector,
            Fingerprint = FingerprintOf(index),
            Severity = share > CriticalLoad || buffers > CriticalLoad ? Severity.Critical : Severity.High,
            Confidence = Confidence.High,
            Title = IndexWords.Title(detector, index.Index),
            Explanation = IndexWords.Explanation(detector, index),
            Facts = [.. worst is null ? [] : FactsOf(worst, index, plans, search), .. worst is null ? [] : shares.FactsOf(worst)],
            Subject = new Subject
            {
                Endpoint = endpoints.FirstOrDefault(),
                Table = index.Index.TableName,
                Columns = index.Index.Columns,
                StatementId = worst,
                Query = worst is null ? null : shares.Find(worst)?.Query,
            },
            Endpoints = endpoints,
            Share = shares.IsKnown ? new Ratio(share) : null,
            BufferShare = buffers is { } touched ? new Ratio(touched) : null,
            Evidence =
            [
                .. Pointers(index, plans),
                search is null ? "evidence/catalogue.json#/indexes" : "evidence/index-search.json#/chosen",
            ],
            Remedies = [RemedyOf(index.Index, index.Name, catalogue)],
            Effect = new Effect.Unknown("unverified: no experiment was made"),
        };
    }

    private static IEnumerable<Fact> FactsOf(string statement, ChosenIndex index, StatementPlans? plans, IndexSearch? search)
    {
        var places = plans?.Statements.FirstOrDefault(plan => plan.StatementId == statement)?.Samples
            .SelectMany(sample => PlanTree.Walk(sample.Root))
            .Where(place => place.Node.Relation == index.Index.Table && place.Node.ActualRows is not null)
            .ToList() ?? [];
        if (places.Count > 0)
        {
            var (scan, above) = places
                .MaxBy(place => (place.Node.ActualRows + (place.Node.RowsRemoved ?? 0)) * (place.Node.ActualLoops ?? 1));
            var used = PlanTree.Rows(scan, above);
            yield return new Fact(
                "rows read in one execution", Math.Round(used + ((scan.RowsRemoved ?? 0) * (scan.ActualLoops ?? 1))), "rows");
            yield return new Fact("rows used of them", Math.Round(used), "rows");
        }

        if (search is not null)
        {
            yield return new Fact(
                "candidates built and measured for it",
                search.Trials.Count(trial => trial.With.Any(with => with.StatementId == statement)), "indexes");
        }
    }

    private static List<string> Pointers(ChosenIndex index, StatementPlans? plans) =>
    [
        .. (plans?.Statements ?? []).Index().Where(plan => index.Statements.Contains(plan.Item.StatementId))
            .Select(plan => $"evidence/plans.json#/statements/{plan.Index}"),
    ];
}
