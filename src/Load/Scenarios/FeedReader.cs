using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads the values that requests draw from.</summary>
internal static class FeedReader
{
    private const long MaxFileBytes = 100_000_000;

    private static readonly string[] s_sources = ["range", "values", "csv"];

    /// <summary>The feeds; one with a mistake has a stand-in, so that its placeholders are no mistakes too.</summary>
    public static IReadOnlyList<Feed> Read(YamlMap? feeds, string baseFolder) =>
        feeds is null ? [] : [.. feeds.Entries().Select(entry => Feed(entry.Key, entry.Value, baseFolder))];

    private static Feed Feed(string name, YamlValue value, string baseFolder)
    {
        var feed = new Feed { Name = name, Values = new FeedValues.Texts([""]) };
        if (value.Map() is not { } map)
        {
            return feed;
        }

        var order = map.Value("order")?.OneOf("random", "sequential");
        string[] sources = [.. s_sources.Where(map.Has)];
        var values = sources switch
        {
            ["range"] => Range(map.Value("range")!),
            ["values"] => Texts(map.Value("values")!),
            ["csv"] => Csv(map, baseFolder),
            _ => Fail(map.Self, $"{(sources is [] ? "no values" : string.Join(" and ", sources))}; expected one of range, values, csv"),
        };
        map.NoOtherKeys();
        return feed with { Values = values ?? feed.Values, Order = order == "sequential" ? FeedOrder.Sequential : FeedOrder.Random };
    }

    private static FeedValues? Range(YamlValue value)
    {
        if (value.List() is not { } bounds)
        {
            return null;
        }

        if (bounds.Count != 2)
        {
            return Fail(value, $"{bounds.Count} bounds; expected [from, to]");
        }

        const long Bound = long.MaxValue / 4;
        return (bounds[0].Integer(-Bound, Bound), bounds[1].Integer(-Bound, Bound)) switch
        {
            ({ } from, { } to) when from <= to => new FeedValues.Range(from, to),
            ({ } from, { } to) => Fail(value, $"an empty range, {from} to {to}; expected [from, to] with from <= to"),
            _ => null,
        };
    }

    private static FeedValues? Texts(YamlValue value)
    {
        if (value.List() is not { } items)
        {
            return null;
        }

        var texts = items.Select(static item => item.Text()).ToArray();
        return texts.Length == 0 ? Fail(value, "an empty feed; expected at least one value")
            : texts.Any(static text => text is null) ? null
            : new FeedValues.Texts(texts!);
    }

    private static FeedValues? Csv(YamlMap map, string baseFolder)
    {
        var (file, column) = (map.Text("csv"), map.Text("column", required: true));
        if (file is null || column is null)
        {
            return null;
        }

        var path = Path.Combine(baseFolder, file);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileBytes })
            {
                return Fail(map.Value("csv")!, $"'{file}' is larger than {MaxFileBytes} bytes");
            }

            using var reader = new StreamReader(path);
            using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null });
            return Column(map, csv, file, column);
        }
        catch (IOException error)
        {
            return Unreadable(map, file, baseFolder, error);
        }
        catch (UnauthorizedAccessException error)
        {
            return Unreadable(map, file, baseFolder, error);
        }
        catch (CsvHelperException error)
        {
            return Unreadable(map, file, baseFolder, error);
        }
    }

    private static FeedValues? Unreadable(YamlMap map, string file, string baseFolder, Exception error) => Fail(
        map.Value("csv")!,
        $"'{file}' cannot be read ({error.Message.Split('\n')[0].Trim()}); expected a CSV file relative to {baseFolder}");

    private static FeedValues? Column(YamlMap map, CsvReader csv, string file, string column)
    {
        var header = csv.Read() && csv.ReadHeader() ? csv.HeaderRecord ?? [] : [];
        var index = Array.IndexOf(header, column);
        if (index < 0)
        {
            return Fail(
                map.Value("column")!,
                $"'{file}' has no column '{column}'{YamlValue.Guess(column, header)}; expected one of {string.Join(", ", header)}");
        }

        var texts = new List<string>();
        while (csv.Read())
        {
            texts.Add(csv.TryGetField<string>(index, out var text) ? text ?? "" : "");
        }

        return texts.Count == 0 ? Fail(map.Value("csv")!, $"'{file}' has no rows; expected at least one") : new FeedValues.Texts(texts);
    }

    private static FeedValues? Fail(YamlValue value, string message)
    {
        value.Fail(message);
        return null;
    }
}
