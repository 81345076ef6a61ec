namespace Agora.Bare;

internal static class Caller
{
    public const string Header = "X-User";

    public static Guid Id(HttpContext http) => Guid.Parse(http.Request.Headers[Header].ToString());
}
