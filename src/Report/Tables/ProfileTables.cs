using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Report.Tables;

/// <summary>Profiles of the service's code, as tables.</summary>
internal static class ProfileTables
{
    /// <summary>What a reader must know of the numbers.</summary>
    public const string Meaning =
        "By itself: in the function's own instructions. With callees: in it and in all that it called; "
        + "the shares of callers and callees overlap. Profiles are samples: a share below one in a hundred is a hint, no measurement. "
        + "The profiler itself costs the service some processor time while it looks.";

    /// <summary>The functions of a profile, those first that took most by themselves.</summary>
    public static Table Functions(CodeProfile profile) => Table.Of(
        Caption(profile),
        $"{Title(profile)}: no sample was taken; nothing of the kind happened while the profiler looked.",
        profile.Functions,
        Column<ProfileFunction>.Code("Function", function => function.Name),
        Column<ProfileFunction>.Number("By itself", function => Amount(profile, function.Own)),
        Column<ProfileFunction>.Number("Share", function => Share(profile, function.Own)),
        Column<ProfileFunction>.Number("With callees", function => Amount(profile, function.Cumulative)),
        Column<ProfileFunction>.Number("Share with callees", function => Share(profile, function.Cumulative)),
        Column<ProfileFunction>.Words("File", function => function.File ?? Format.Unknown));

    /// <summary>What a profile is: "cpu: 6.16 s in 231 functions, over 8.10 s".</summary>
    public static string Caption(CodeProfile profile) =>
        $"{Title(profile)}: {Amount(profile, profile.Total)} in {Format.Several(profile.FunctionCount, "function")}"
        + (profile.Duration is { } duration ? $", over {Format.Duration(duration)}" : "");

    /// <summary>Its name, and its measure where that says more.</summary>
    public static string Title(CodeProfile profile) =>
        profile.Name == profile.Measure ? profile.Name : $"{profile.Name} ({profile.Measure})";

    /// <summary>An amount in the profile's unit.</summary>
    public static string Amount(CodeProfile profile, long value) => profile.Unit switch
    {
        "nanoseconds" => Format.Duration(TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick)),
        "bytes" => Format.Bytes(new Bytes(value)),
        _ => Format.Count(value),
    };

    /// <summary>A part of the whole.</summary>
    public static string Share(CodeProfile profile, long value) =>
        profile.Total == 0 ? Format.Unknown : Format.Percent(new Ratio((double)value / profile.Total));
}
