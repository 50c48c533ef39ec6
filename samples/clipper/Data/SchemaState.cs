using Clipper.Defects;
using Npgsql;

namespace Clipper.Data;

/// <summary>Brings the database into the state that the switches ask for: each schema defect broken or cured.</summary>
public static class SchemaState
{
    public static async Task Apply(NpgsqlConnection connection, Switches switches, CancellationToken cancellation)
    {
        foreach (var defect in Catalogue.All)
        {
            if (defect.Schema is { } twins) await connection.Write(switches.On(defect) ? twins.Broken : twins.Cured, [], cancellation);
        }
    }
}
