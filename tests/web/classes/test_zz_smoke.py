from tests.web.pages import Browser
import io
def test_smoke(app, tae_ri, alice, charlie, visit):
    p=tae_ri.get("/classes"); assert p.status==200, p.status
    p=tae_ri.get("/classes/new"); assert p.status==200
    f=p.form("/classes/new"); f.set("name","AI 3반")
    p=tae_ri.send(f); print(p.path, p.status); assert p.status==200, p.main
    code=p.path
    for path in ("","/members","/settings","/copy","/delete","/join","/roster","/groups","/teachers","/message"):
        q=tae_ri.get("/classes/1"+path); assert q.status==200,(path,q.status,q.main[:500])
    r=tae_ri.client.get("/classes/1/join.svg"); assert r.status_code==200 and r.data.startswith(b"<svg"), r.data[:100]
    assert alice.get("/classes/1").status==404
    import re
    p=tae_ri.get("/classes/1/join"); c=re.search(r"/join/([A-Z0-9]{8})",p.main).group(1)
    p=alice.get("/join/"+c); p=alice.send(p.form("/join/"+c)); assert p.path=="/classes/1" and p.status==200,(p.path,p.main)
    v=visit("en"); p=v.get("/join/"+c); print(p.main[:300])
    from tests.web.people import sign_up
    p=sign_up(v,"Dana",start="/signup?next=/join/"+c); print(p.path); assert p.path=="/classes/1"
    p=tae_ri.get("/classes/1/members"); assert "Dana" in p.main
    f=tae_ri.get("/classes/1/roster").form("/classes/1/roster"); f.set("roster","Alice\n김민준, 1모둠\n김민준\nAdmin\n")
    p=tae_ri.send(f); print(p.status,p.main[:1500])
    p=tae_ri.send(p.form("/classes/1/roster"),"suggest"); print(p.status)
    p=tae_ri.send(p.form("/classes/1/roster"),"leave_out"); print(p.status, p.main[:800])
    f=p.form("/classes/1/roster/confirm"); p=tae_ri.send(f); print(p.status,p.main[:1500])
    again=tae_ri.send(f); assert again.main==p.main
