using System.Text;
using Headroom.Load.Import.AccessLogs;

namespace Headroom.Load.Import;

/// <summary>Makes the route of one path.</summary>
internal static class RouteText
{
    /// <summary>The path with <c>{id}</c> for each piece that looks like an id.</summary>
    public static string Of(string path) =>
        string.Join('/', path.Split('/')
            .Select(static piece => piece.Length > 0 && Segments.IsId(Encoding.UTF8.GetBytes(piece)) ? "{id}" : piece));
}
