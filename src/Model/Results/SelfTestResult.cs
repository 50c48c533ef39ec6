using System.Text.Json.Serialization;
using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>How often the experiments decided rightly on this machine; the form of <c>headroom selftest --json</c>.</summary>
public sealed record SelfTestResult
{
    /// <summary>The name and version of the form.</summary>
    public string Format { get; init; } = "headroom.selftest/1";

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>The seed of all chance.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Processors of this machine.</summary>
    public required int Processors { get; init; }

    /// <summary>Share of them that others used while nothing was meant to disturb; null when it is not known.</summary>
    public required Ratio? Foreign { get; init; }

    /// <summary>Whether it was interrupted.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Its cases, in the order in which they ran.</summary>
    public required IReadOnlyList<SelfTestCase> Cases { get; init; }
}

/// <summary>One kind of experiment, decided several times.</summary>
public sealed record SelfTestCase
{
    /// <summary>What the arms were.</summary>
    public required string Name { get; init; }

    /// <summary>What must come out, in words.</summary>
    public required string Expected { get; init; }

    /// <summary>Pairs of one decision, a count.</summary>
    public required int Pairs { get; init; }

    /// <summary>Length of a block.</summary>
    public required TimeSpan Block { get; init; }

    /// <summary>How often each verdict came out.</summary>
    public required SelfTestVerdicts Verdicts { get; init; }

    /// <summary>The reason of the first decision, as an example.</summary>
    public required string? Example { get; init; }

    /// <summary>Why it was not measured; null when it was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Failure { get; init; }

    /// <summary>Whether it came out; null when it is only shown, or this machine was not fit to tell.</summary>
    public required bool? Passed { get; init; }
}

/// <summary>Verdicts, each a count.</summary>
public sealed record SelfTestVerdicts
{
    /// <summary>The remedy saves.</summary>
    public int Improved { get; init; }

    /// <summary>The remedy harms.</summary>
    public int Regressed { get; init; }

    /// <summary>It makes no difference that matters.</summary>
    public int Equivalent { get; init; }

    /// <summary>The measurement cannot tell.</summary>
    public int Inconclusive { get; init; }

    /// <summary>The measurement was not fit to judge by.</summary>
    public int Unfit { get; init; }

    /// <summary>All of them.</summary>
    [JsonIgnore]
    public int Sum => Improved + Regressed + Equivalent + Inconclusive + Unfit;
}
