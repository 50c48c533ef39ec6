using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads the values that requests draw from.</summary>
internal sealed class FeedReader(LoadSources sources, Claims claims)
{
    private static readonly string[] s_sources = ["range", "values", "csv", "json"];

    private static readonly (string Text, FeedOrder Order)[] s_orders =
    [
        ("random", FeedOrder.Random), ("sequential", FeedOrder.Sequential), ("unique", FeedOrder.Unique), ("per-vu", FeedOrder.PerVu),
    ];

    private readonly List<string> _unclear = [];

    /// <summary>The feeds as names of placeholders; one with a mistake has a stand-in: its placeholders are no mistakes too.</summary>
    public Names Read(YamlMap? feeds)
    {
        var read = (feeds?.Entries() ?? []).Select(entry => Feed(entry.Key, entry.Value)).ToArray();
        return new Names { Feeds = read, Unclear = _unclear };
    }

    private Feed Feed(string name, YamlValue value)
    {
        claims.Take(name, "feed", value);
        if (value.Map() is not { } map)
        {
            return StandIn(name);
        }

        var order = map.Value("order")?.OneOf([.. s_orders.Select(static order => order.Text)]);
        string[] found = [.. s_sources.Where(map.Has)];
        var values = found switch
        {
            ["range"] => Range(map.Value("range")!),
            ["values"] => Texts(map.Value("values")!),
            ["csv"] => FeedFile.Csv(map.Value("csv")!, map.Value("column"), sources),
            ["json"] => FeedFile.Json(map.Value("json")!, sources),
            [] => Fail(map.Self, $"no values; expected one of {string.Join(", ", s_sources)}"),
            _ => Fail(map.Self, $"{string.Join(" and ", found)}; expected one of {string.Join(", ", s_sources)}"),
        };
        if (found is not ["csv"])
        {
            map.Refuse("column", "belongs to 'csv'");
        }

        map.NoOtherKeys();
        return values is null
            ? StandIn(name)
            : new Feed { Name = name, Values = values, Order = s_orders.FirstOrDefault(known => known.Text == order).Order };
    }

    private Feed StandIn(string name)
    {
        _unclear.Add(name);
        return new Feed { Name = name, Values = new FeedValues.Texts([""]) };
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

        var texts = items.Select(static item => item.Scalar ?? item.Text()).ToArray();
        return texts.Length == 0 ? Fail(value, "an empty feed; expected at least one value")
            : texts.Any(static text => text is null) ? null
            : new FeedValues.Texts(texts!);
    }

    private static FeedValues? Fail(YamlValue value, string message)
    {
        value.Fail(message);
        return null;
    }
}
