using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Headroom.Model.Evidence;
using Headroom.Model.Guards;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Model.Json;

/// <summary>The one way in which Headroom writes and reads its documents.</summary>
/// <remarks>
/// Names are snake_case and end in the unit of their type (a <see cref="TimeSpan"/> in <c>_ms</c>, a <see cref="Ratio"/> in
/// <c>_ratio</c>, a <see cref="PerSecond"/> in <c>_per_s</c>, <see cref="Bytes"/> in <c>_bytes</c>); numbers have six significant
/// digits; unknown is null. A required member that is never unknown and is read as null is damage. Metadata is generated, nothing is
/// reflected over.
/// </remarks>
public static class ModelJson
{
    private static readonly JsonSerializerOptions Options = NewOptions();

    /// <summary>How a result is written.</summary>
    public static JsonTypeInfo<AuditResult> Result => Of<AuditResult>();

    /// <summary>How a piece of evidence is written.</summary>
    public static JsonTypeInfo<IEvidence> Evidence => Of<IEvidence>();

    /// <summary>
    /// How evidence of one kind is written: as by <see cref="Evidence"/>, without preparing the other kinds, which takes a third of a
    /// second.
    /// </summary>
    public static JsonTypeInfo<IEvidence> EvidenceOf<T>()
        where T : IEvidence =>
        (JsonTypeInfo<IEvidence>)new JsonSerializerOptions(Options)
        {
            TypeInfoResolver = Options.TypeInfoResolver!.WithAddedModifier(LeaveOnly<T>),
        }.GetTypeInfo(typeof(IEvidence));

    /// <summary>How a plan is written.</summary>
    public static JsonTypeInfo<Plan> Plan => Of<Plan>();

    /// <summary>How a manifest is written.</summary>
    public static JsonTypeInfo<Manifest> Manifest => Of<Manifest>();

    /// <summary>How a load run is written.</summary>
    public static JsonTypeInfo<LoadResult> LoadResult => Of<LoadResult>();

    /// <summary>How the baseline of a guard is written.</summary>
    public static JsonTypeInfo<GuardBaseline> GuardBaseline => Of<GuardBaseline>();

    /// <summary>How the comparison of a guard is written.</summary>
    public static JsonTypeInfo<GuardReport> GuardReport => Of<GuardReport>();

    /// <summary>How the comparison of two arms is written.</summary>
    public static JsonTypeInfo<ArmComparison> Comparison => Of<ArmComparison>();

    /// <summary>How two recorded runs, held against each other, are written.</summary>
    public static JsonTypeInfo<RunDiff> Diff => Of<RunDiff>();

    /// <summary>How the trial of one finding is written.</summary>
    public static JsonTypeInfo<FindingTrial> FindingTrial => Of<FindingTrial>();

    /// <summary>How a self-test is written.</summary>
    public static JsonTypeInfo<SelfTestResult> SelfTest => Of<SelfTestResult>();

    /// <summary>How imported runs are written.</summary>
    public static JsonTypeInfo<ImportedRuns> Imported => Of<ImportedRuns>();

    /// <summary>How the specification of a fix is written.</summary>
    public static JsonTypeInfo<FixSpec> FixSpec => Of<FixSpec>();

    /// <summary>How a fresh run beside a recorded one is written.</summary>
    public static JsonTypeInfo<BaselineComparison> BaselineComparison => Of<BaselineComparison>();

    /// <summary>How the decision of a gate is written.</summary>
    public static JsonTypeInfo<GateResult> Gate => Of<GateResult>();

    private static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions NewOptions() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new DoubleConverter(), new MillisecondsConverter(), new HistogramConverter(), new LatencyCountsConverter(),
            new JsonStringEnumConverter<Findings.Severity>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<Findings.Confidence>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<Findings.RemedyKind>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<Findings.RemedyScope>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<Findings.ProofVerdict>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<Verdict>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<ParameterSource>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<FeedOrder>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<Arrivals>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<Exchange>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<HttpProtocol>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<DependencyKind>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<Comparison>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<GuardPlace>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<GuardVerdict>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<GuardLevel>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<TrialOutcome>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<DiffVerdict>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<DiffOutcome>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<ClaimVerdict>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<FailureVerdict>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<FindingVerdict>(JsonNamingPolicy.SnakeCaseLower),
        },
        RespectNullableAnnotations = true,
        TypeInfoResolver = ModelJsonContext.Default.WithAddedModifier(EndNamesInTheirUnit).WithAddedModifier(RefuseNullWhereRequired),
    };

    private static void LeaveOnly<T>(JsonTypeInfo type)
    {
        if (type.Type == typeof(IEvidence) && type.PolymorphismOptions is { } kinds)
        {
            foreach (var other in kinds.DerivedTypes.Where(static kind => kind.DerivedType != typeof(T)).ToList())
            {
                kinds.DerivedTypes.Remove(other);
            }
        }
    }

    // What is not required is null in documents that were recorded before.
    private static void RefuseNullWhereRequired(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(static property => !property.PropertyType.IsValueType))
        {
            property.IsGetNullable = true;
            property.IsSetNullable |= !property.IsRequired;
        }
    }

    private static void EndNamesInTheirUnit(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            var quantity = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var unit = quantity == typeof(TimeSpan) ? "_ms"
                : quantity == typeof(Ratio) ? "_ratio"
                : quantity == typeof(PerSecond) ? "_per_s"
                : quantity == typeof(Bytes) ? "_bytes"
                : "";
            if (!property.Name.EndsWith(unit, StringComparison.Ordinal))
            {
                property.Name += unit;
            }
        }
    }
}

[JsonSerializable(typeof(AuditResult))]
[JsonSerializable(typeof(IEvidence))]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(LoadResult))]
[JsonSerializable(typeof(GuardBaseline))]
[JsonSerializable(typeof(GuardReport))]
[JsonSerializable(typeof(ArmComparison))]
[JsonSerializable(typeof(RunDiff))]
[JsonSerializable(typeof(FindingTrial))]
[JsonSerializable(typeof(SelfTestResult))]
[JsonSerializable(typeof(ImportedRuns))]
[JsonSerializable(typeof(FixSpec))]
[JsonSerializable(typeof(BaselineComparison))]
[JsonSerializable(typeof(GateResult))]
internal sealed partial class ModelJsonContext : JsonSerializerContext;
