using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Report;

/// <summary>What a remedy does, in one line; measurement, estimate and ignorance each have words of their own.</summary>
/// <param name="Headline">The line.</param>
/// <param name="Detail">What it rests on.</param>
/// <param name="Tone">Good only for what was measured to be good.</param>
internal sealed record Gain(string Headline, string Detail, Tone Tone)
{
    private const string NotProven = "not proven: ";

    /// <summary>The line for an effect.</summary>
    public static Gain Of(Effect effect) => effect switch
    {
        Effect.Measured measured => OfMeasured(measured),
        Effect.Estimated estimated => OfEstimated(estimated),
        Effect.Unknown unknown => OfUnknown(unknown.Reason),
        _ => throw new NotSupportedException(effect.GetType().Name),
    };

    /// <summary>The headline and what it rests on, in one line.</summary>
    public string Sentence => Tone == Tone.Unknown ? $"{Headline}: {Detail}" : $"{Headline} ({Detail})";

    // What was tried in vain says so itself.
    private static Gain OfUnknown(string reason) => reason.StartsWith(NotProven, StringComparison.Ordinal)
        ? new Gain("not proven", reason[NotProven.Length..], Tone.Unknown)
        : new Gain("not tried", reason, Tone.Unknown);

    private static Gain OfMeasured(Effect.Measured measured)
    {
        if (measured.Changes is not [var primary, ..])
        {
            return new Gain("measured", "without a number that could be compared", Tone.Unknown);
        }

        var name = Metric.Name(primary.Metric);
        var change = Metric.Change(primary.Metric, primary.Change);
        var headline = primary.Change is null ? $"{name} {Metric.BaseToRemedy(primary)}"
            : primary.Change is <= -0.5 ? $"{change} {name}"
            : $"{name} {change}";
        var saves = primary.Remedy < primary.Base;
        return new Gain(
            headline,
            $"measured{Own(measured)}, {Metric.BaseToRemedy(primary)}, {Format.Several(primary.Pairs, "pair")}",
            saves ? Tone.Good : Tone.Warn);
    }

    // A remedy of somebody's own is not the one that the finding advises.
    private static string Own(Effect.Measured measured) => measured.Arms is [RemedyExperiment.Unchanged, var own] ? $" {own}" : "";

    private static Gain OfEstimated(Effect.Estimated estimated) => new(
        $"estimate: {Metric.Name(estimated.Metric)} {Metric.Value(estimated.Metric, estimated.Low)} to "
            + Metric.Value(estimated.Metric, estimated.High),
        $"not measured; model: {estimated.Model}",
        Tone.Plain);
}
