namespace Headroom.Cli.SelfTest;

/// <summary>A self-test as it was asked for.</summary>
internal sealed record SelfTestRequest
{
    /// <summary>Decisions between equal arms, with blocks of half a second.</summary>
    public required int Decisions { get; init; }

    /// <summary>Decisions between equal arms, with blocks of two seconds.</summary>
    public required int FullLength { get; init; }

    /// <summary>Decisions with an arm that is 10 % slower.</summary>
    public required int Detections { get; init; }

    /// <summary>Decisions between equal arms on a saturated machine.</summary>
    public required int Saturated { get; init; }

    /// <summary>Beginnings of the names of the cases to run; empty: all.</summary>
    public required IReadOnlyList<string> Only { get; init; }

    /// <summary>The seed of all chance.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The folder for the run, or null for a new one.</summary>
    public required string? Out { get; init; }

    /// <summary>Whether stdout is one JSON document.</summary>
    public required bool Json { get; init; }
}
