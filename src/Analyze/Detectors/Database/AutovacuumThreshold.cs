using System.Globalization;
using Headroom.Model.Evidence;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// At how many dead rows autovacuum comes to a table: the threshold and the scale factor times its rows, and from PostgreSQL 18 on no more
/// than the greatest threshold; the table's own options before the server's settings before the defaults. <b>Source:</b> PostgreSQL manual,
/// 25.1.6 (The Autovacuum Daemon).
/// </summary>
/// <param name="Base">Dead rows for a table of any size.</param>
/// <param name="Factor">Dead rows more for each row of the table.</param>
/// <param name="Most">Never more than these; null where there is no such limit.</param>
internal sealed record AutovacuumThreshold(double Base, double Factor, double? Most)
{
    /// <summary>The server's default of <see cref="Factor"/>.</summary>
    public const double DefaultFactor = 0.2;

    private const double DefaultBase = 50;

    /// <summary>That of a table.</summary>
    /// <param name="table">The table, for its own options.</param>
    /// <param name="maintenance">The server's settings; null where they are not known.</param>
    public static AutovacuumThreshold Of(TableUse table, Maintenance? maintenance)
    {
        double? Known(string name) =>
            Number(AlterTable.OptionOf(table.Options, name)) ?? Number(maintenance?.Settings.GetValueOrDefault(name));

        return new AutovacuumThreshold(
            Known("autovacuum_vacuum_threshold") ?? DefaultBase,
            Known("autovacuum_vacuum_scale_factor") ?? DefaultFactor,
            Known("autovacuum_vacuum_max_threshold") is >= 0 and var most ? most : null);
    }

    /// <summary>Dead rows above which autovacuum comes.</summary>
    /// <param name="rows">The rows of the table.</param>
    public double At(long rows) => Math.Min(Base + (Factor * rows), Most ?? double.PositiveInfinity);

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
