using System.Text;
using Agora.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.DatabaseConsole;

/// <summary>
/// The frame of every page of the console: one style, light or dark, and one script, without which everything works as well.
/// </summary>
internal static class ConsolePage
{
    /// <summary>Addresses and names of the pages in the order of the menu.</summary>
    public static readonly IReadOnlyList<(string Path, string Name)> Menu =
    [
        ("", "Overview"), ("activity", "Activity"), ("statements", "Statements"), ("tables", "Tables"), ("indexes", "Indexes"),
        ("replication", "Replication"), ("migrations", "Migrations"), ("maintenance", "Maintenance"), ("backups", "Backups"),
        ("settings", "Settings"), ("doctor", "Doctor"), ("probes", "All probes"),
    ];

    private const string Style = """
        :root{color-scheme:light dark;--line:light-dark(#ccd,#445);--soft:light-dark(#f3f5f9,#1b2130);--mark:light-dark(#b3261e,#ff8a80);
        --link:light-dark(#0b57d0,#8ab4f8)}
        *{box-sizing:border-box}body{font:.95rem/1.45 system-ui,sans-serif;margin:0}a{color:var(--link)}
        header,main,footer{max-width:90rem;margin:0 auto;padding:.5rem 1rem}
        header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;border-bottom:1px solid var(--line)}
        header form{margin-left:auto;display:flex;gap:.75rem;align-items:center}
        nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem;margin:0;padding:0}
        nav a{display:block;padding:.35rem .6rem;border-radius:.3rem;text-decoration:none}
        nav a[aria-current]{background:var(--soft);font-weight:600}
        .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:Canvas;padding:.5rem;z-index:1}
        h1{font-size:1.4rem;margin:.75rem 0 .25rem}h2{font-size:1.1rem;margin:1.5rem 0 .25rem}p{margin:.25rem 0;max-width:70rem}
        .scroll{overflow-x:auto;border:1px solid var(--line);border-radius:.3rem;margin:.5rem 0}
        table{border-collapse:collapse;width:100%;font-size:.85rem}th,td{padding:.3rem .6rem;text-align:left;vertical-align:top}
        thead th{background:var(--soft);white-space:nowrap}tbody tr:not(.text)+tr,tr.text+tr{border-top:1px solid var(--line)}
        tbody tr.text{border-top:0}tr.text div{font-family:ui-monospace,monospace;max-height:7rem;overflow:auto;overflow-wrap:anywhere}
        th.n,td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        td.t{min-width:18rem;max-width:48rem;overflow-wrap:anywhere;font-family:ui-monospace,monospace}td.w{white-space:nowrap}
        .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.75rem;margin:.75rem 0;padding:0;list-style:none}
        .tiles li{border:1px solid var(--line);border-radius:.4rem;padding:.6rem .75rem}.tiles b{display:block;font-size:1.35rem}
        .tiles svg{display:block;width:100%;height:2.5rem;color:var(--link)}
        [role=alert]{border-left:.3rem solid var(--mark);padding:.3rem .75rem;margin:.5rem 0;background:var(--soft)}
        [role=status]{border-left:.3rem solid var(--link);padding:.3rem .75rem;margin:.5rem 0;background:var(--soft)}
        .quiet{opacity:.75;font-size:.85rem}button,input,select{font:inherit;padding:.25rem .6rem}
        .row{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center;margin:.25rem 0}.sign{max-width:28rem}
        .sign label,.sign input,.sign button{display:block;width:100%;margin:.25rem 0;padding:.5rem}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--soft);padding:.75rem;border-radius:.3rem}
        """;

    // Keeps the page current while the reader types nothing in it, and moves the code of a link into the form.
    private const string Script = """
        const code=/^#code=([A-Za-z0-9_-]+)$/.exec(location.hash),field=document.getElementById('code');
        if(code&&field){field.value=code[1];history.replaceState(null,'',location.pathname)}
        const live=document.getElementById('live');
        if(live){live.parentElement.hidden=false;live.checked=sessionStorage.live!=='off';
        live.onchange=()=>{sessionStorage.live=live.checked?'on':'off'};
        setInterval(async()=>{const main=document.querySelector('main');
        const used=document.activeElement;
        if(!live.checked||document.hidden||main.contains(used)&&/INPUT|SELECT|BUTTON|TEXTAREA/.test(used.tagName))return;
        try{const r=await fetch(location.href);if(!r.ok||r.redirected){location.reload();return}
        const next=new DOMParser().parseFromString(await r.text(),'text/html').querySelector('main');
        const left=[...main.querySelectorAll('.scroll')].map(s=>s.scrollLeft);main.innerHTML=next.innerHTML;
        main.querySelectorAll('.scroll').forEach((s,i)=>{s.scrollLeft=left[i]||0})}catch{}},5000)}
        """;

    private static readonly string Policy =
        $"default-src 'none'; script-src '{HtmlPage.Hash(Script)}'; style-src '{HtmlPage.Hash(Style)}'; connect-src 'self'; "
        + "form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <param name="path">Of the menu; null for a page that is not in it.</param>
    /// <param name="session">Null for the page of the sign-in.</param>
    public static ContentHttpResult Write(
        HttpContext http, int status, string title, Html content, string? path = null, ConsoleSession? session = null)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.CacheControl = "no-store";
        var html = Html.Of($"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
            <title>{title} - Agora console</title><style>{new Html(Style)}</style></head><body>
            <a class="skip" href="#main">Skip to the content</a>
            <header><strong>Agora console</strong>{Header(http, path, session)}</header>
            <main id="main" tabindex="-1"><h1>{title}</h1>{content}</main>
            <script>{new Html(Script)}</script></body></html>
            """);
        return TypedResults.Text(html.Text, $"{HtmlPage.MediaType}; charset=utf-8", Encoding.UTF8, status);
    }

    /// <summary>The hidden field without which no form of the session is taken.</summary>
    public static Html FormKey(ConsoleSession session) =>
        Html.Of($"""<input type="hidden" name="{ConsoleAccess.FormKeyField}" value="{session.FormKey}">""");

    private static Html Header(HttpContext http, string? path, ConsoleSession? session)
    {
        if (session is null)
        {
            return Html.Empty;
        }

        var items = Menu.Select(page => page.Path == path
            ? Html.Of($"""<li><a href="{ConsoleEndpoints.Root}/{page.Path}" aria-current="page">{page.Name}</a></li>""")
            : Html.Of($"""<li><a href="{ConsoleEndpoints.Root}/{page.Path}">{page.Name}</a></li>"""));
        // What a form brought about would be lost by loading the page anew.
        var refresh = HttpMethods.IsGet(http.Request.Method)
            ? Html.Of($"""<label hidden><input type="checkbox" id="live"> refresh</label>""")
            : Html.Empty;
        return Html.Of($"""
            <nav aria-label="Pages"><ul>{Html.Join(items)}</ul></nav>
            <form method="post" action="{ConsoleEndpoints.Root}/sign-out">{FormKey(session)}
            {refresh}
            <span class="quiet">{session.Name}</span><button>Sign out</button></form>
            """);
    }
}
