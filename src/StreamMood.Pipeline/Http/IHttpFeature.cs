using Microsoft.AspNetCore.Routing;

namespace StreamMood.Pipeline.Http;

/// <summary>
/// Something a process answers over HTTP. Register one as a service (<c>services.AddSingleton&lt;IHttpFeature, …&gt;()</c>) and
/// <see cref="HttpServer"/> maps it. Whether a caller may come in is decided before, in <see cref="HttpAccess"/>, for all alike.
/// </summary>
public interface IHttpFeature
{
    /// <summary>Adds the endpoints; called once, before the server starts.</summary>
    /// <param name="routes">Where to add them.</param>
    void Map(IEndpointRouteBuilder routes);
}
