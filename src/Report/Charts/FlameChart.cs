using System.Text.Json.Nodes;
using Headroom.Model.Evidence;
using Headroom.Report.Pages;
using Headroom.Report.Tables;
using static Headroom.Report.Format;

namespace Headroom.Report.Charts;

/// <summary>
/// The calls of a profile as a flame graph that hangs: the widest is what took most, what stands below is what it called. On paper and
/// without a script; the script draws it anew, to look closer and to search.
/// </summary>
/// <remarks><b>Source:</b> Gregg, "The Flame Graph" (Communications of the ACM 59, 2016), with the root at the top.</remarks>
internal static class FlameChart
{
    private const double Width = 960, RowHeight = 18, CharacterWidth = 6.6;

    /// <summary>A narrower call is left out of the picture, a part of the width.</summary>
    private const double Narrowest = 0.004;

    private const int MostRows = 48; // a count: deeper calls are left to the script

    /// <summary>The chart; nothing when the profile has no sample.</summary>
    public static Html Of(CodeProfile profile)
    {
        var boxes = Boxes(profile);
        if (boxes.Count == 0)
        {
            return Html.None;
        }

        var height = Coordinate(RowHeight * (1 + boxes.Max(box => box.Depth)));
        var label = Html.Of($"Flame graph of {ProfileTables.Title(profile)}: the table below has the numbers");
        return Html.Of($"""
            <figure class="flame">
            <figcaption>{ProfileTables.Caption(profile)}: what called what</figcaption>
            <svg class="chart" viewBox="0 0 {Coordinate(Width)} {height}" role="img" aria-label="{label}">
            {Html.Each(boxes, box => Draw(profile, box))}
            </svg>
            {Data(profile)}
            </figure>
            """);
    }

    // Each call's place: below its caller, behind its elder siblings.
    private static List<Box> Boxes(CodeProfile profile)
    {
        List<Box> boxes = [];
        if (profile.Total == 0)
        {
            return boxes;
        }

        List<double> free = []; // by depth, where the next call begins
        foreach (var call in profile.Calls)
        {
            var left = call.Depth < free.Count ? free[call.Depth] : 0;
            var width = (double)call.Value / profile.Total;
            free.RemoveRange(Math.Min(call.Depth, free.Count), Math.Max(0, free.Count - call.Depth));
            free.Add(left + width);
            free.Add(left);
            if (width >= Narrowest && call.Depth < MostRows)
            {
                boxes.Add(new Box(call.Name, call.Depth, left, width, call.Value));
            }
        }

        return boxes;
    }

    private static Html Draw(CodeProfile profile, Box box)
    {
        var title = Html.Of($"{box.Name}: {ProfileTables.Amount(profile, box.Value)}, {ProfileTables.Share(profile, box.Value)}");
        var (x, y) = (Coordinate(box.Left * Width), Coordinate(box.Depth * RowHeight));
        var (width, height) = (Coordinate(box.Width * Width), Coordinate(RowHeight - 1));
        return Html.Of($"""
            <g><title>{title}</title><rect class="call" x="{x}" y="{y}" width="{width}" height="{height}"/>{Label(box)}</g>
            """);
    }

    private static Html Label(Box box)
    {
        var room = (int)(((box.Width * Width) - 6) / CharacterWidth);
        var (x, y) = (Coordinate((box.Left * Width) + 3), Coordinate((box.Depth * RowHeight) + 12.5));
        return Html.If(room >= 4, () => Html.Of($"""<text x="{x}" y="{y}">{Short(box.Name, room)}</text>"""));
    }

    // Names once, calls by their number: the encoder writes < and & as \u003C and the like, so no text can end the block.
    private static Html Data(CodeProfile profile)
    {
        List<string> names = [.. profile.Calls.Select(static call => call.Name).Distinct(StringComparer.Ordinal)];
        var places = names.Index().ToDictionary(static name => name.Item, static name => name.Index, StringComparer.Ordinal);
        var data = new JsonObject
        {
            ["title"] = ProfileTables.Title(profile),
            ["unit"] = profile.Unit,
            ["names"] = new JsonArray([.. names.Select(static name => (JsonNode)JsonValue.Create(name))]),
            ["calls"] = new JsonArray(
                [.. profile.Calls.Select(call => (JsonNode)new JsonArray(call.Depth, places[call.Name], call.Value))]),
        };
        return Html.Of($"""<script type="application/json" class="flame-data">{new Html(data.ToJsonString())}</script>""");
    }

    private readonly record struct Box(string Name, int Depth, double Left, double Width, long Value);
}
