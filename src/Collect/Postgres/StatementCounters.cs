using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Collect.Postgres;

/// <summary>What one row of pg_stat_statements counts; a column that the extension's version does not have counts 0.</summary>
internal sealed record StatementCounters(string Role, string Query, IReadOnlyList<double> Counts)
{
    /// <summary>What stands for a text that this role may not see.</summary>
    public const string Hidden = "<insufficient privilege>";

    /// <summary>Where more of the time than this is hidden, what is seen does not tell what the database does.</summary>
    private const double MostHidden = 0.10;

    /// <summary>Times of several rows are added in any order: a sum that is smaller by this share has not gone down.</summary>
    private const double Rounding = 1e-9;

    // Places in Counts.
    private const int CallsAt = 0, Execution = 1, Rows = 2, Hit = 3, Read = 4, TempWritten = 5, TempRead = 6, LocalHit = 7, LocalRead = 8,
        PlansAt = 9, Planning = 10,
        Wal = 11, Images = 12, Reading = 13;

    /// <summary>The names of each column in the versions of the extension, in the order of <see cref="Counts"/>.</summary>
    /// <remarks><b>Source:</b> PostgreSQL manual, F.32 of versions 13 to 18 (pg_stat_statements).</remarks>
    private static readonly string[][] Columns =
    [
        ["calls"], ["total_exec_time"], ["rows"], ["shared_blks_hit"], ["shared_blks_read"], ["temp_blks_written"], ["temp_blks_read"],
        ["local_blks_hit"], ["local_blks_read"], ["plans"], ["total_plan_time"], ["wal_bytes"], ["wal_fpi"],
        ["shared_blk_read_time", "blk_read_time"],
    ];

    /// <summary>The columns to select, of those that there are.</summary>
    /// <param name="existing">The names of the view's columns.</param>
    public static string Selection(IReadOnlyCollection<string> existing) => string.Join(
        ", ",
        Columns.Select(names => names.FirstOrDefault(existing.Contains) is { } name ? $"coalesce(s.{name}, 0)::float8" : "0::float8"));

    /// <summary>How many columns <see cref="Selection"/> has.</summary>
    public static int Width => Columns.Length;

    /// <summary>Executions.</summary>
    public double Calls => Counts[CallsAt];

    /// <summary>Whether it is one of Headroom's own.</summary>
    public bool IsOwn => Query.Contains(EvidenceConnection.Marker, StringComparison.Ordinal);

    /// <summary>Both together; what is hidden in one is hidden in the sum.</summary>
    public StatementCounters Plus(StatementCounters other) => this with
    {
        Query = other.Query == Hidden ? other.Query : Query,
        Counts = [.. Counts.Zip(other.Counts, (one, two) => one + two)],
    };

    /// <summary>
    /// What was added since; null where a counter went down: the entry was reset or thrown away in between, and what it said before that is
    /// lost. Of what is hidden only the share is asked for: then it counts whole.
    /// </summary>
    public StatementCounters? Since(StatementCounters? before) =>
        before is null || (Query == Hidden && IsLessThan(before)) ? this
        : IsLessThan(before) ? null
        : this with { Counts = [.. Counts.Zip(before.Counts, (now, then) => now - then)] };

    /// <summary>Time in execution and planning.</summary>
    public TimeSpan Time => Milliseconds(Execution) + Milliseconds(Planning);

    /// <summary>
    /// Those whose text this role may see, Headroom's own among them. Others may be of a monitor or of maintenance: they are left out where
    /// they take little.
    /// </summary>
    /// <param name="rows">What was counted.</param>
    /// <exception cref="CollectorException">Too much is hidden to tell what the database does.</exception>
    public static IReadOnlyList<StatementCounters> Visible(IReadOnlyList<StatementCounters> rows)
    {
        var hidden = HiddenShare(rows).Value;
        return hidden > MostHidden
            ? throw new CollectorException(
                $"pg_stat_statements hides statements of other roles, which have {100 * hidden:0.#} % of the time, from this role: "
                    + "GRANT pg_monitor to it")
            : [.. rows.Where(row => row.Query != Hidden)];
    }

    /// <summary>The share of the time, Headroom's own aside, in statements whose text is hidden from this role.</summary>
    /// <param name="rows">What was counted.</param>
    public static Ratio HiddenShare(IReadOnlyList<StatementCounters> rows)
    {
        var hidden = rows.Where(row => row.Query == Hidden).ToList();
        var all = rows.Where(row => !row.IsOwn).Sum(row => row.Time.TotalMilliseconds);
        return hidden.Count == 0 ? default : all > 0 ? Ratio.Of(hidden.Sum(row => row.Time.TotalMilliseconds), all) : new Ratio(1);
    }

    /// <summary>Texts with the same identity as one statement.</summary>
    public static StatementMetrics Merged(IGrouping<string, StatementCounters> same)
    {
        var sum = same.Aggregate((one, two) => one.Plus(two));
        return new StatementMetrics
        {
            StatementId = same.Key,
            Query = StatementLayout.Compact(
                same.OrderByDescending(row => row.Calls).ThenBy(row => row.Query, StringComparer.Ordinal).First().Query),
            Roles = [.. same.Select(row => row.Role).Distinct().Order(StringComparer.Ordinal)],
            Calls = sum.Whole(CallsAt),
            ExecutionTime = sum.Milliseconds(Execution),
            Rows = sum.Whole(Rows),
            Buffers = sum.Whole(Hit) + sum.Whole(Read),
            BuffersRead = sum.Whole(Read),
            TempBlocksWritten = sum.Whole(TempWritten),
            TempBlocksRead = sum.Whole(TempRead),
            LocalBlocks = sum.Whole(LocalHit) + sum.Whole(LocalRead),
            Plans = sum.Whole(PlansAt) is > 0 and var plans ? plans : null,
            PlanningTime = sum.Whole(PlansAt) > 0 ? sum.Milliseconds(Planning) : null,
            WalSize = new Bytes(sum.Whole(Wal)),
            FullPageImages = sum.Whole(Images),
            ReadTime = sum.Counts[Reading] > 0 || sum.Whole(Read) == 0 ? sum.Milliseconds(Reading) : null,
        };
    }

    private bool IsLessThan(StatementCounters before) =>
        Counts.Zip(before.Counts).Any(static count => count.First < count.Second * (1 - Rounding));

    private long Whole(int column) => (long)Math.Round(Counts[column]);

    private TimeSpan Milliseconds(int column) => TimeSpan.FromMilliseconds(Math.Max(0, Counts[column]));
}
