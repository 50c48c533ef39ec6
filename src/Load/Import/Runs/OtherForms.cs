using Headroom.Load.Import.Runs.Tools;

namespace Headroom.Load.Import.Runs;

/// <summary>The forms of tools other than k6; a file is of one of them at most.</summary>
internal static class OtherForms
{
    public static IReadOnlyList<RunForm> All { get; } =
    [
        JMeterXml.Form,
        JMeterCsv.Form,
        JMeterStatistics.Form,
        JMeterAggregate.Form,
        GatlingLog.Form,
        GatlingText.Form,
        .. GatlingStats.Forms,
        .. LocustCsv.Forms,
        LocustJson.Form,
        .. WrkText.Forms,
        HeyText.Form,
        HeyCsv.Form,
        AbText.Form,
        .. AbTables.Forms,
        .. VegetaReport.Forms,
        .. VegetaResults.Forms,
        AutocannonJson.Form,
    ];
}
