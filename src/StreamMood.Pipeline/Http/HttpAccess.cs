using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace StreamMood.Pipeline.Http;

/// <summary>
/// Who may come in: a request with the bearer token, with the cookie that opening <c>/?token=…</c> once sets in a browser, or with a
/// client certificate of a known authority. Where neither token nor authorities are set, everybody on this machine, provided that
/// the request names this machine: else a web page elsewhere could read it by giving its own name our address.
/// </summary>
public sealed class HttpAccess
{
    private const string Cookie = "streammood";
    private const string Scheme = "Bearer ";

    private readonly byte[]? _token;
    private readonly HttpCertificates _certificates;
    private readonly TimeProvider _time;

    internal HttpAccess(string? token, HttpCertificates certificates, TimeProvider time)
    {
        _token = token is null ? null : Encoding.UTF8.GetBytes(token);
        _certificates = certificates;
        _time = time;
    }

    /// <summary>Whether anything is asked for.</summary>
    public bool IsGuarded => _token is not null || _certificates.ClientAuthorities is not null;

    /// <summary>Lets the request on, or answers it.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (IsKnown(context))
        {
            context.Items[typeof(HttpAccess)] = this;
            return next(context);
        }

        if (!IsGuarded)
            return Refuse(context, StatusCodes.Status421MisdirectedRequest, "this server answers to the names of this machine only");
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenEndpoint>() is not null)
            return next(context);
        if (HttpMethods.IsGet(context.Request.Method) && Is(context.Request.Query["token"].ToString()))
            return Remember(context);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Refuse(context, StatusCodes.Status401Unauthorized, "a bearer token is needed");
    }

    /// <summary>Whether the request carries the token in its header, as no page elsewhere can make a browser do.</summary>
    public static bool BringsToken(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(typeof(HttpAccess), out var access) && access is HttpAccess self
            && self.IsInHeader(context.Request.Headers.Authorization.ToString());
    }

    private bool IsInHeader(string header) => header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && Is(header[Scheme.Length..]);

    private bool IsKnown(HttpContext context)
    {
        if (!IsGuarded)
            return context.Request.Host.Host is "localhost" || (IPAddress.TryParse(context.Request.Host.Host, out var address) && IPAddress.IsLoopback(address));
        return IsInHeader(context.Request.Headers.Authorization.ToString())
            || (context.Request.Cookies[Cookie] is { } cookie && Is(cookie))
            || _certificates.Accepts(context.Connection.ClientCertificate, _time.GetUtcNow());
    }

    // As long whatever was sent, so that the token cannot be guessed piece by piece.
    private bool Is(string given) => _token is not null && CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(_token));

    // The token leaves the address bar at once.
    private static Task Remember(HttpContext context)
    {
        context.Response.Cookies.Append(Cookie, context.Request.Query["token"].ToString(), new CookieOptions
        {
            HttpOnly = true, SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/",
        });
        context.Response.Headers[HeaderNames.CacheControl] = "no-store";
        context.Response.Redirect(context.Request.Path);
        return Task.CompletedTask;
    }

    private static Task Refuse(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason + "\n", context.RequestAborted);
    }
}

/// <summary>Metadata of an endpoint that answers without a token too, for probes of an orchestrator; it must give nothing away then.</summary>
public sealed class OpenEndpoint
{
    /// <summary>Whether this request's caller has proved who it is, or needs not.</summary>
    public static bool IsKnown(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.ContainsKey(typeof(HttpAccess));
    }
}
