namespace Agora.Api.Http;

/// <summary>What stands before the path in a link that leaves this server. A host that nobody checked is not repeated.</summary>
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
