using System.Text.Json.Serialization;

namespace Headroom.Model.Evidence;

/// <summary>The end of a service that Headroom started, which nobody asked for.</summary>
public sealed record ServiceEnd
{
    /// <summary>How long the load had lasted by then, its warm-up included.</summary>
    public required TimeSpan After { get; init; }

    /// <summary>The exit code of its command; 128 and the number of the signal where a signal ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The file in the run's folder that holds its output.</summary>
    public required string Log { get; init; }

    /// <summary>How <see cref="Sentence"/> begins.</summary>
    public const string Beginning = "the service ended by itself";

    /// <summary>When, how, and where its last lines are, in words without a full stop.</summary>
    [JsonIgnore]
    public string Sentence =>
        $"{Beginning} at second {(long)After.TotalSeconds} of the load, with exit code {ExitCode} "
        + $"(its last lines are in {Log} of the run's folder)";
}
