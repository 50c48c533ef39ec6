namespace Headroom.Model.Guards;

/// <summary>What the statements of a workload do now.</summary>
public sealed record GuardObservation
{
    /// <summary>The server's version as a number: 150018 is 15.18.</summary>
    public required int ServerVersion { get; init; }

    /// <summary>A hash of the tables' columns, the indexes and the foreign keys.</summary>
    public required string Schema { get; init; }

    /// <summary>Where the statements ran.</summary>
    public required GuardPlace MeasuredOn { get; init; }

    /// <summary>The statements, in the order of the workload.</summary>
    public required IReadOnlyList<ObservedStatement> Statements { get; init; }

    /// <summary>Tables that the statements read and that were never analysed, by name: the planner guesses their size.</summary>
    public IReadOnlyList<string> NeverAnalysed { get; init; } = [];

    /// <summary>The same as a baseline for later.</summary>
    public GuardBaseline ToBaseline() => new()
    {
        ServerVersion = ServerVersion,
        Schema = Schema,
        MeasuredOn = MeasuredOn,
        Statements = [.. Statements.Select(statement => statement.Entry).OrderBy(entry => entry.Name, StringComparer.Ordinal)],
    };
}

/// <summary>One statement as it is now.</summary>
public sealed record ObservedStatement
{
    /// <summary>What it does.</summary>
    public required GuardEntry Entry { get; init; }

    /// <summary>The line of the workload file on which its text begins, from 1; 0 when it is not known.</summary>
    public int Line { get; init; }

    /// <summary>Why the server does not plan it, without values; null when it does.</summary>
    public string? Refusal { get; init; }

    /// <summary>Why its buffers are not known, or null when they are.</summary>
    public string? NotMeasured { get; init; }
}

/// <summary>A statement that may do more for a time.</summary>
/// <param name="Statement">The statement's name in the workload.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Reason">Why it is accepted.</param>
/// <param name="Until">The last day on which it holds, in UTC.</param>
/// <param name="Line">Where it stands in its file, from 1.</param>
public sealed record GuardWaiver(string Statement, string Owner, string Reason, DateOnly Until, int Line);

/// <summary>From where on a difference counts.</summary>
public sealed record GuardLimits
{
    /// <summary>How many times the baseline's buffers a call may take: the work of one statement hardly varies on the same data.</summary>
    public const double DefaultFactor = 1.5;

    /// <summary>Fewer buffers more than these are no growth: 100 of 8 kB are read within a millisecond, and small counts double.</summary>
    public const long DefaultLeastBuffers = 100;

    /// <summary>A call that takes more than this many times the baseline's buffers has grown; from 1.</summary>
    public double Factor { get; init; } = DefaultFactor;

    /// <summary>... if it takes at least this many buffers more.</summary>
    public long LeastBuffers { get; init; } = DefaultLeastBuffers;

    /// <summary>
    /// A table with more rows than this is large; null: what the search for indexes calls large (1,000 pages, or more than 10,000 rows).
    /// </summary>
    public long? LargeRows { get; init; }
}
