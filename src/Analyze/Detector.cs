using System.Reflection;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze;

/// <summary>What people read about a detector: its page in the documentation is made of it.</summary>
public sealed record DetectorInfo
{
    /// <summary>A noun of the fault in kebab-case.</summary>
    public required string Id { get; init; }

    /// <summary>One sentence: what is wrong when it finds something.</summary>
    public required string Summary { get; init; }

    /// <summary>Why it matters to the people who use the service.</summary>
    public required string Why { get; init; }

    /// <summary>How it knows: the evidence, the condition, the thresholds with their reasons.</summary>
    public required string How { get; init; }

    /// <summary>What cures it.</summary>
    public required string Cure { get; init; }

    /// <summary>Whether an audit that asked for it cannot tell without it; what only adds to the picture never blocks.</summary>
    public bool IsVital { get; init; }

    /// <summary>When it is silent though something looks like the fault.</summary>
    public required string Silence { get; init; }
}

/// <summary>
/// Metadata and a pure function from evidence to an outcome. It reads only the evidence that its function's parameters name.
/// </summary>
public sealed class Detector
{
    private readonly Func<EvidenceSet, Outcome> _detect;

    private Detector(DetectorInfo info, IReadOnlyList<Input> inputs, Func<EvidenceSet, Outcome> detect)
    {
        Info = info;
        Inputs = inputs;
        _detect = detect;
    }

    /// <summary>What people read about it.</summary>
    public DetectorInfo Info { get; }

    /// <summary>The kinds of evidence that it reads.</summary>
    public IReadOnlyList<Input> Inputs { get; }

    /// <summary>A kind of evidence, and whether the detector can do without.</summary>
    public sealed record Input(string Kind, bool Optional);

    /// <summary>A detector over one kind of evidence.</summary>
    public static Detector Over<T1>(DetectorInfo info, Func<T1, Outcome> detect)
        where T1 : class, IEvidence<T1> =>
        new(info, InputsOf(detect.Method, T1.Kind), set => detect(set.Find<T1>()!));

    /// <summary>A detector over two kinds of evidence; an optional one is a nullable parameter.</summary>
    public static Detector Over<T1, T2>(DetectorInfo info, Func<T1, T2, Outcome> detect)
        where T1 : class, IEvidence<T1>
        where T2 : class, IEvidence<T2> =>
        new(info, InputsOf(detect.Method, T1.Kind, T2.Kind), set => detect(set.Find<T1>()!, set.Find<T2>()!));

    /// <summary>A detector over three kinds of evidence; an optional one is a nullable parameter.</summary>
    public static Detector Over<T1, T2, T3>(DetectorInfo info, Func<T1, T2, T3, Outcome> detect)
        where T1 : class, IEvidence<T1>
        where T2 : class, IEvidence<T2>
        where T3 : class, IEvidence<T3> =>
        new(info, InputsOf(detect.Method, T1.Kind, T2.Kind, T3.Kind), set => detect(set.Find<T1>()!, set.Find<T2>()!, set.Find<T3>()!));

    /// <summary>A detector over four kinds of evidence; an optional one is a nullable parameter.</summary>
    public static Detector Over<T1, T2, T3, T4>(DetectorInfo info, Func<T1, T2, T3, T4, Outcome> detect)
        where T1 : class, IEvidence<T1>
        where T2 : class, IEvidence<T2>
        where T3 : class, IEvidence<T3>
        where T4 : class, IEvidence<T4> =>
        new(
            info,
            InputsOf(detect.Method, T1.Kind, T2.Kind, T3.Kind, T4.Kind),
            set => detect(set.Find<T1>()!, set.Find<T2>()!, set.Find<T3>()!, set.Find<T4>()!));

    /// <summary>A detector over five kinds of evidence; an optional one is a nullable parameter.</summary>
    public static Detector Over<T1, T2, T3, T4, T5>(DetectorInfo info, Func<T1, T2, T3, T4, T5, Outcome> detect)
        where T1 : class, IEvidence<T1>
        where T2 : class, IEvidence<T2>
        where T3 : class, IEvidence<T3>
        where T4 : class, IEvidence<T4>
        where T5 : class, IEvidence<T5> =>
        new(
            info,
            InputsOf(detect.Method, T1.Kind, T2.Kind, T3.Kind, T4.Kind, T5.Kind),
            set => detect(set.Find<T1>()!, set.Find<T2>()!, set.Find<T3>()!, set.Find<T4>()!, set.Find<T5>()!));

    /// <summary>
    /// Looks at the evidence. Missing evidence is <see cref="Outcome.NotRun"/> with the cause, never a finding; with any other reason not
    /// to run it tells why optional evidence failed; an exception is <see cref="Outcome.Crashed"/>.
    /// </summary>
    public Outcome Run(EvidenceSet evidence)
    {
        var missing = Inputs.Where(input => !input.Optional && evidence.Named(input.Kind) is not Collected.Present).ToList();
        if (missing.Count > 0)
        {
            var reasons = missing.Select(input => FailureOf(input, evidence) ?? NotCollected(input.Kind));
            return new Outcome.NotRun(string.Join("; ", reasons));
        }

        try
        {
            return Explained(_detect(evidence), evidence);
        }
        catch (Exception e)
        {
            return new Outcome.Crashed($"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>What a detector says of evidence that there is none of, whether or not it was asked for.</summary>
    /// <param name="kind">The kind of evidence.</param>
    internal static string NotCollected(string kind) => $"{kind}: not collected";

    /// <summary>Whether the plan asked for all that this detector needs, whether or not it could be collected.</summary>
    public bool IsAskedFor(EvidenceSet evidence) => Inputs.All(input => input.Optional || evidence.Named(input.Kind) is not null);

    // What is optional is null to the function, whether nobody asked for it or it failed: the cause is told here.
    private Outcome Explained(Outcome outcome, EvidenceSet evidence)
    {
        if (outcome is not Outcome.NotRun silence)
        {
            return outcome;
        }

        var failures = Inputs.Where(static input => input.Optional).Select(input => FailureOf(input, evidence)).OfType<string>();
        return silence with { Reason = string.Join("; ", failures.Prepend(silence.Reason)) };
    }

    private static string? FailureOf(Input input, EvidenceSet evidence) =>
        evidence.Named(input.Kind) is Collected.Failed failed ? $"{input.Kind} could not be collected: {failed.Cause}" : null;

    // The nullability of a reference type exists only as metadata of the function's parameters.
    private static List<Input> InputsOf(MethodInfo function, params string[] kinds)
    {
        var nullability = new NullabilityInfoContext();
        return [.. function.GetParameters().TakeLast(kinds.Length).Zip(kinds, (parameter, kind) =>
            new Input(kind, nullability.Create(parameter).ReadState == NullabilityState.Nullable))];
    }
}
