using System.Globalization;

namespace Headroom.Model.Text;

/// <summary>The value of a PostgreSQL setting as people write it: 65536 of kB is 64 MiB.</summary>
/// <remarks>
/// <b>Source:</b> what SHOW does (<c>convert_int_from_base_unit</c> in guc.c): the greatest unit that the value holds whole times, so that
/// nothing is rounded; 0 and -1 have none, since they mean something else. Kilobytes of the server are 1,024 bytes.
/// </remarks>
public static class SettingText
{
    private static readonly (string Name, long Size)[] s_memory = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

    private static readonly (string Name, long Size)[] s_time = [("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>The value with the unit that suits it.</summary>
    /// <param name="value">The value in its base unit; it need be no number.</param>
    /// <param name="unit">The base unit, or null: "8kB", "ms".</param>
    public static string Of(string value, string? unit)
    {
        if (unit is null || !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number <= 0)
        {
            return value;
        }

        return unit switch
        {
            "B" => In(s_memory, number),
            "kB" => In(s_memory, number * 1024),
            "8kB" => In(s_memory, number * 8 * 1024),
            "MB" => In(s_memory, number * 1024 * 1024),
            "ms" => In(s_time, number),
            "s" => In(s_time, number * 1_000),
            "min" => In(s_time, number * 60_000),
            _ => $"{value} {unit}",
        };
    }

    // Of what is no whole number of the least unit (0.5 ms) that unit.
    private static string In((string Name, long Size)[] units, double number)
    {
        var (name, size) = units.Where(unit => number % unit.Size == 0).DefaultIfEmpty(units[^1]).First();
        return string.Create(CultureInfo.InvariantCulture, $"{number / size:0.####} {name}");
    }
}
