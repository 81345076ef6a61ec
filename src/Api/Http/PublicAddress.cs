namespace Agora.Api.Http;

/// <summary>The base URL of links in feeds. A host from a request is used only when it was checked.</summary>
internal static class PublicAddress
{
    /// <returns>Without a path where the setting has none.</returns>
    public static Uri Of(HttpContext http)
    {
        var server = http.RequestServices.GetRequiredService<ServerOptions>();
        if (!string.IsNullOrEmpty(server.PublicUrl))
        {
            return new Uri(server.PublicUrl);
        }

        var isChecked = server.AllowedHosts.Count > 0 || http.RequestServices.GetRequiredService<IHostEnvironment>().IsDevelopment();
        return new Uri(isChecked ? $"{http.Request.Scheme}://{http.Request.Host}" : $"http://localhost:{http.Connection.LocalPort}");
    }
}
